import EventContracts
import MedicationDomain
import ServiceRuntime

@testable import WithdrawalMonitor

/// One patient's days, lived through the service's own handlers: facts are told, deadlines come when they are due.
struct Timeline {
    static let patient: PatientID = "p-1"
    /// A Monday.
    static let start = CalendarDay(daysSince1970: 20_605)
    static let rules: Result<MonitorRules, any Error> = Result {
        try MonitorKnowledge.embedded().rules
    }

    let policy: MonitoringPolicy
    private(set) var record: SupplyRecord?
    private(set) var deadlines: [Deadline] = []
    private(set) var announced: [Announcement] = []
    private(set) var now: Instant
    private var waiting: [(subject: String, event: Event<DispenseEvent>)] = []

    init(rules: MonitorRules? = nil) throws {
        policy = MonitoringPolicy(rules: try rules ?? Self.rules.get())
        now = Self.start.start
    }

    static func day(_ count: Int, hour: Double = 0) -> Instant { start.adding(days: count).start + .hours(hour) }

    // MARK: - What stands

    var alerts: [Alert] { record?.alerts.open ?? [] }
    var stop: Alert? { alerts.first { $0.kind == .abruptStop } }
    var runOut: Alert? { alerts.first { $0.kind == .runOut || $0.kind == .missedRefill } }
    var projection: SupplyProjection? { record?.projection }
    var runOutDay: Int? { projection?.runOutAt.map { $0.day.days(since: Self.start) } }
    var resolutions: [String] {
        announced.compactMap { ($0.payload as? AlertEvent)?.alert.resolution?.reason }
    }
    func said<Payload>(_ type: Payload.Type) -> [Payload] { announced.compactMap { $0.payload as? Payload } }

    // MARK: - Telling facts

    mutating func advance(to time: Instant) {
        while let next = deadlines.filter({ $0.due <= time }).min(by: {
            ($0.due, $0.kind, $0.subject) < ($1.due, $1.kind, $1.subject)
        }) {
            deadlines.removeAll { $0 == next }
            now = max(now, next.due)
            let due = event(DeadlineDue(kind: next.kind, subject: next.subject, due: next.due), at: now)
            take(SettleStop(policy: policy), due)
            take(HoldExpired(policy: policy), due)
            take(RunOutDue(policy: policy), due)
            take(DoseStepDue(policy: policy), due)
            take(EarlyRefillUsed(policy: policy), due)
            take(EndEpisode(policy: policy), due)
            take(CareDue(policy: policy), due)
        }
        now = max(now, time)
    }

    /// Tells a fact at a moment of the log; `happened` defaults to the same moment.
    mutating func tell(_ payload: any EventPayload, at time: Instant, happened: Instant? = nil) {
        advance(to: time)
        switch payload {
        case let order as OrderEvent: take(RecordOrder(policy: policy), event(order, at: now, happened: happened))
        case let fill as DispenseEvent: take(RecordDispense(policy: policy), event(fill, at: now, happened: happened))
        case let stay as StayEvent: take(RecordStay(policy: policy), event(stay, at: now, happened: happened))
        case let patient as PatientEvent:
            take(RecordPatient(policy: policy), event(patient, at: now, happened: happened))
        case let condition as ConditionEvent:
            take(RecordCondition(policy: policy), event(condition, at: now, happened: happened))
        case let value as ObservationEvent:
            take(RecordObservation(policy: policy), event(value, at: now, happened: happened))
        case let given as AdministrationEvent:
            take(RecordAdministration(policy: policy), event(given, at: now, happened: happened))
        case let care as CareEvent: take(RecordCare(policy: policy), event(care, at: now, happened: happened))
        case let answer as AlertResponse: take(AnswerAlert(policy: policy), event(answer, at: now, happened: happened))
        case let rules as KnowledgeReplaced:
            take(RejudgeOnKnowledge(policy: policy), event(rules, at: now, happened: happened))
        default: break
        }
    }

    private func event<Payload: EventPayload>(_ data: Payload, at now: Instant, happened: Instant? = nil) -> Event<
        Payload
    > {
        Event(id: "e", source: "test", time: happened ?? now, now: now, patient: Self.patient, data: data)
    }

    private mutating func take<H: Monitoring>(_ handler: H, _ event: Event<H.Payload>) {
        let decision = handler.decide(event, given: record)
        if let change = decision.change { record = change }
        announced += decision.announcements
        for change in decision.deadlines {
            switch change {
            case .set(let deadline):
                deadlines.removeAll { $0.kind == deadline.kind && $0.subject == deadline.subject }
                deadlines.append(deadline)
            case .cancel(let kind, let subject): deadlines.removeAll { $0.kind == kind && $0.subject == subject }
            }
        }
        if let awaiting = decision.awaiting, let fill = event as? Event<DispenseEvent> {
            waiting.append((awaiting.subject, fill))
        }
        let ready = waiting.filter { decision.settles.contains($0.subject) }
        waiting.removeAll { decision.settles.contains($0.subject) }
        for fill in ready { take(RecordDispense(policy: policy), fill.event) }
    }
}

// MARK: - Facts in few words

enum Fact {
    static let baclofen = Medication(
        text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292",
        ingredients: [Ingredient(name: "baclofen", rxNormCode: "1292")], form: .tablet,
        strength: Strength(milligramsPerUnit: 10))

    static func order(
        _ id: OrderID, _ status: OrderEvent.Status = .accepted, dose: Double? = 30, since day: Int = 0,
        at changed: Instant? = nil, prior: OrderID? = nil, encounter: EncounterID? = nil, pump: Bool = false,
        context: TherapyContext = .unknown, instructions: [DosageInstruction] = []
    ) -> OrderEvent {
        OrderEvent(
            orderId: id, patientId: Timeline.patient, status: status, medication: baclofen,
            route: pump ? .intrathecal : .oral, dosageInstructions: instructions,
            dailyDoseMilligrams: pump ? nil : dose, dailyDoseMicrograms: pump ? dose : nil, therapyContext: context,
            startsAt: Timeline.day(day), statusChangedAt: changed, priorOrderId: prior, encounterId: encounter)
    }

    static func fill(
        _ id: DispenseID, _ day: Int, milligrams: Double? = 900, days: Double? = nil, order: OrderID? = nil,
        status: FactStatus = .recorded, medication: Medication = baclofen
    ) -> DispenseEvent {
        DispenseEvent(
            dispenseId: id, patientId: Timeline.patient, status: status, orderId: order, medication: medication,
            quantityMilligrams: milligrams, daysSupply: days, handedOverAt: Timeline.day(day))
    }

    static func stay(_ id: EncounterID, from: Int, until: Int? = nil, kind: String = "IMP") -> StayEvent {
        StayEvent(
            encounterId: id, patientId: Timeline.patient, change: until == nil ? .started : .ended,
            encounterClass: kind,
            startedAt: Timeline.day(from, hour: 10), endedAt: until.map { Timeline.day($0, hour: 10) })
    }

    static let death = PatientEvent(patientId: Timeline.patient, change: .died, isDeceased: true)

    static func taperInstructions() -> [DosageInstruction] {
        [30.0, 20, 10].enumerated().map { index, dose in
            DosageInstruction(
                sequence: index + 1, timing: DoseTiming(frequency: 1, period: 1, periodUnit: .day, durationDays: 7),
                dose: DoseAmount(dose, .milligram))
        }
    }
}
