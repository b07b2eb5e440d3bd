import EventContracts
import MedicationDomain

/// All that `prescribing` keeps of one patient: one document, read and written whole.
struct PatientChart: Codable, Hashable, Sendable {
    var person: PatientEvent?
    var orders: [String: ChartedOrder] = [:]
    /// What was handed over, by dispense.
    var dispenses: [String: DispenseEvent] = [:]
    var statements: [String: ReportedMedicationEvent] = [:]
    var conditions: [String: ConditionEvent] = [:]
    var allergies: [String: AllergyEvent] = [:]
    /// Inpatient stays that have not ended.
    var stays: [String: StayEvent] = [:]
    /// The newest values of the kinds a rule asks for, by kind.
    var measured: [String: [ObservationEvent]] = [:]
    var alerts = AlertBook()
    /// When something is to be looked after next.
    var monitoringDue: Instant?
    /// The reminder a person has answered last.
    var monitoringDone: AlertID?
    var editions = ResourceEditions()
    /// Facts no rule here asks for, kept to be handed over, by resource.
    var further: [String: HospitalFact]?
    /// How the record stands to others of the same person; nil for most.
    var merging: ChartMerging?

    /// Values kept of each kind: enough to see a rise, and to fall back on when the newest is taken back. Scores are
    /// compared over weeks, so more of them are.
    static func valuesKept(of kind: ObservationEvent.Kind) -> Int {
        switch kind {
        case .spasticity, .pain: 64
        default: valuesKept
        }
    }
    static let valuesKept = 8
    /// Closed orders, dispenses and statements kept for the history.
    static let historyKept = 200

    /// Oldest first; times that are equal are told apart by id, so that arrival does not matter.
    func observations(_ kind: ObservationEvent.Kind) -> [ObservationEvent] { measured[kind.rawValue] ?? [] }

    func age(on day: CalendarDay) -> Int? { wholePerson?.birthDate.map { day.fullYears(since: $0) } }
    var isDeceased: Bool { wholePerson?.isDeceased ?? false }
    var isInpatient: Bool { !stays.isEmpty }

    /// The first known moment of the patient's medication history, that order aside.
    func historyBegins(without order: OrderID) -> Instant? {
        let ordered = orders.values.filter { $0.fact.orderId != order && $0.status != .retracted }
            .compactMap(\.fact.authoredAt)
        let supplied = dispenses.values.filter { $0.orderId != order }.compactMap(\.handedOverAt)
        return (ordered + supplied + statements.values.compactMap(\.startsAt)).min()
    }

    /// Orders in the order they were written, so that one pass judges each after those before it.
    var ordersByTime: [ChartedOrder] { ordersByTime(where: { _ in true }) }

    /// The same of those that are asked for; only they are copied.
    func ordersByTime(where isAskedFor: (ChartedOrder) -> Bool) -> [ChartedOrder] {
        var found: [ChartedOrder] = []
        for order in orders.values where isAskedFor(order) { found.append(order) }
        return found.count > 1 ? found.sorted { $0.isWrittenBefore($1) } : found
    }
}

/// An order and what has become of it here.
struct ChartedOrder: Codable, Hashable, Sendable {
    @KeptFact var fact: OrderFact
    /// Nil until it is judged.
    var status: OrderEvent.Status?
    /// When the hospital stopped, completed or paused it.
    var changedAt: Instant?
    /// While we hold it: when the next dose is due, at the latest.
    var heldUntil: Instant?
    /// Rules for which it is held, unless a pharmacist overrode them.
    var holdingRules: [RuleID] = []
    /// Whether we ever let it through; nil when it was over before we saw it.
    var wasLetThrough: Bool?
    /// The hospital changed what is ordered since the last verdict.
    var isAmended = false
    /// It came here by a merge first; its alerts here are others than those of the record it came from.
    var wasHandedOver: Bool?
    /// Rules for which it was let go under the record it came from, or before the record was merged.
    var releasedRules: [RuleID]?
    /// When it came here first; nil in charts of earlier builds.
    var seenAt: Instant?
    /// Which edition of the order `fact` is.
    var version: SourceVersion?
    /// What it was before the hospital changed it, oldest first.
    var earlier: [EarlierOrder] = []
    /// Earlier editions kept of an order.
    static let earlierKept = 8

    /// What its dose is read as.
    var reading: DoseReading { _fact.reading }

    /// What we held or rejected from the beginning was not taken; what the hospital paused or ended was.
    var mayHaveBeenTaken: Bool {
        switch status {
        case .accepted, .amended, .released: true
        case .stopped, .completed: wasLetThrough ?? true
        case .held: fact.status == .onHold || wasLetThrough ?? false
        case .rejected: wasLetThrough ?? false
        case .retracted, nil: false
        }
    }

    func isWrittenBefore(_ other: ChartedOrder) -> Bool {
        let (mine, theirs) = (fact.authoredAt ?? .endOfTime, other.fact.authoredAt ?? .endOfTime)
        return (mine, fact.orderId) < (theirs, other.fact.orderId)
    }

    /// The alert of a rule about it.
    func alertID(for rule: RuleID) -> AlertID {
        let id = AlertID.prescribing(rule, fact.orderId)
        return wasHandedOver == true ? AlertID("\(id.rawValue)@\(fact.patientId.rawValue)") : id
    }

    /// When its first dose was due; where the hospital gives no time at all, when we heard of it.
    var beginsAt: Instant? { fact.firstDoseAt ?? seenAt }

    /// Whether doses are taken under it as it stands; nil until it is judged.
    var isTakenNow: Bool? {
        switch status {
        case .accepted, .amended, .released, .stopped, .completed: true
        // The hospital pauses what was taken; what we hold waits for its first dose, or for this edition's.
        case .held: fact.status == .onHold
        case .rejected, .retracted: false
        case nil: nil
        }
    }

    /// Still to be judged when something changes.
    var isOpen: Bool {
        switch fact.status {
        case .active, .draft, .unknown, .onHold: true
        case .completed, .cancelled, .stopped, .enteredInError: false
        }
    }
}
