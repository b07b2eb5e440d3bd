import JSONCoding
public import MedicationDomain

/// What an alert is about; the closed list of the wire contracts.
public enum AlertKind: String, Codable, Sendable, CaseIterable {
    case interaction
    case duplicateTherapy = "duplicate-therapy"
    case cumulativeSedation = "cumulative-sedation"
    case dose, titration
    case renalDose = "renal-dose"
    case age, pregnancy, condition, allergy
    case abruptStop = "abrupt-stop"
    case runOut = "run-out"
    case missedRefill = "missed-refill"
    case taperDeviation = "taper-deviation"
    case withdrawalSymptoms = "withdrawal-symptoms"
    case toxicity
    case missedDoses = "missed-doses"
    case pumpRefill = "pump-refill"
    case pumpFault = "pump-fault"
    case monitoring
    case adverseEffect = "adverse-effect"
    case affordability
    case supplyThreat = "supply-threat"
    case checksDegraded = "checks-degraded"
}

/// A medicine in an alert, with its order.
public struct AlertMedication: Codable, Hashable, Sendable {
    public var text: String
    public var ingredientRxNormCode: String?
    public var productRxNormCode: String?
    public var ndc: String?
    public var orderId: OrderID?
    public var therapyContext: TherapyContext?
    public var indication: String?
    /// Milligrams a day, where the order says it in milligrams or micrograms.
    public var dailyDoseMilligrams: Double?

    public init(
        text: String, ingredientRxNormCode: String? = nil, productRxNormCode: String? = nil, ndc: String? = nil,
        orderId: OrderID? = nil, therapyContext: TherapyContext? = nil, indication: String? = nil,
        dailyDoseMilligrams: Double? = nil
    ) {
        self.text = text
        self.ingredientRxNormCode = ingredientRxNormCode
        self.productRxNormCode = productRxNormCode
        self.ndc = ndc
        self.orderId = orderId
        self.therapyContext = therapyContext
        self.indication = indication
        self.dailyDoseMilligrams = dailyDoseMilligrams
    }

    public init(_ order: OrderEvent) {
        self.init(
            text: order.medication.text, ingredientRxNormCode: order.medication.ingredientRxNormCode,
            productRxNormCode: order.medication.productRxNormCode, ndc: order.medication.ndc, orderId: order.orderId,
            therapyContext: order.therapyContext, indication: order.indication.first)
    }
}

/// A finding that somebody should know of, alive until its cause ends.
public struct Alert: Codable, Hashable, Sendable {
    public enum Status: String, Codable, Sendable, CaseIterable {
        /// Seen, but not yet interruptive (a stop inside its settle window).
        case provisional
        case open, acknowledged, overridden, resolved
    }

    /// How it ended.
    public struct Resolution: Codable, Hashable, Sendable {
        public var reason: String
        public var at: Instant
        public init(reason: String, at: Instant) { (self.reason, self.at) = (reason, at) }
    }

    /// Who answered, and what.
    public struct Answer: Codable, Hashable, Sendable {
        public var responseId: String
        public var action: AlertResponse.Action
        public var reason: AlertResponse.Reason?
        public var comment: String?
        public var by: AlertResponse.Actor
        public var at: Instant
        /// `updatedAt` of the alert as the person saw it.
        public var seenAt: Instant?
        public init(_ response: AlertResponse) {
            (responseId, action, reason) = (response.responseId, response.action, response.reason)
            (comment, by, at, seenAt) = (response.comment, response.by, response.at, response.seenAt)
        }
    }

    public var alertId: AlertID
    public var revision: Int
    public var patientId: PatientID
    public var kind: AlertKind
    public var severity: Severity
    public var interruptive: Bool
    public var status: Status
    public var summary: String
    public var detail: String
    public var management: [String]
    public var medications: [AlertMedication]
    public var encounterId: EncounterID?
    public var locationId: LocationID?
    public var prescriberId: PractitionerID?
    public var nextDoseAt: Instant?
    public var rule: RuleReference
    public var factors: [String]
    public var checks: CheckStatement
    public var raisedAt: Instant
    /// When the newest fact behind it became known. Whoever answers says which state they saw by it.
    public var updatedAt: Instant?
    public var dueAt: Instant?
    public var assignedTo: PractitionerID?
    public var escalationLevel: Int
    public var resolution: Resolution?
    public var answer: Answer?
    /// What can help pay, on `affordability` alerts.
    public var options: [AssistanceOption]?
    /// What it interrupts for, sorted: an order that starts (`order:o-2:started`), a dose that rises
    /// (`order:o-1:raised:40`). An answer covers these and no later ones.
    public var interruptsFor: [String]?
    /// What about the patient makes it weigh more, by the ids of the knowledge; the words for it are `factors`.
    public var escalators: [String]?
    /// Why it is open again after an answer: what the answer's reason stood on, and has changed.
    public var reopenedFor: [String]?

    public init(
        alertId: AlertID, revision: Int = 0, patientId: PatientID, kind: AlertKind, severity: Severity,
        interruptive: Bool, status: Status = .open, summary: String, detail: String, management: [String] = [],
        medications: [AlertMedication] = [], encounterId: EncounterID? = nil, locationId: LocationID? = nil,
        prescriberId: PractitionerID? = nil, nextDoseAt: Instant? = nil, rule: RuleReference, factors: [String] = [],
        checks: CheckStatement = CheckStatement(), raisedAt: Instant, updatedAt: Instant? = nil, dueAt: Instant? = nil,
        assignedTo: PractitionerID? = nil, escalationLevel: Int = 0, resolution: Resolution? = nil,
        answer: Answer? = nil, options: [AssistanceOption]? = nil, interruptsFor: [String]? = nil,
        escalators: [String]? = nil, reopenedFor: [String]? = nil
    ) {
        self.alertId = alertId
        self.revision = revision
        self.patientId = patientId
        self.kind = kind
        self.severity = severity
        self.interruptive = interruptive
        self.status = status
        self.summary = summary
        self.detail = detail
        self.management = management
        self.medications = medications
        self.encounterId = encounterId
        self.locationId = locationId
        self.prescriberId = prescriberId
        self.nextDoseAt = nextDoseAt
        self.rule = rule
        self.factors = factors
        self.checks = checks
        self.raisedAt = raisedAt
        self.updatedAt = updatedAt
        self.dueAt = dueAt
        self.assignedTo = assignedTo
        self.escalationLevel = escalationLevel
        self.resolution = resolution
        self.answer = answer
        self.options = options
        self.interruptsFor = interruptsFor
        self.escalators = escalators
        self.reopenedFor = reopenedFor
    }

    /// Stands for times that are no part of what is said.
    static let noMoment = Instant(millisecondsSince1970: 0)

    /// Whether it interrupts for something that the other did not.
    public func interruptsBeyond(_ standing: Alert) -> Bool {
        !Set(interruptsFor ?? []).isSubset(of: standing.interruptsFor ?? [])
    }
}

/// An alert with what has just become of it.
public struct AlertEvent: EntityPayload {
    public enum Change: String, Codable, Sendable, CaseIterable { case raised, updated, resolved, escalated }

    public static let types: [EventType] = Change.allCases.map { type(of: $0) }
    private static let typesByChange = Dictionary(uniqueKeysWithValues: zip(Change.allCases, types))
    public var type: EventType { Self.typesByChange[change] ?? Self.type(of: change) }
    private static func type(of change: Change) -> EventType {
        EventType(rawValue: "org.titrate.alert.\(change.rawValue).v1")
    }

    public var change: Change
    public var alert: Alert

    public init(_ change: Change, _ alert: Alert) { (self.change, self.alert) = (change, alert) }

    // The JSON is the alert itself: the change stands in the event's type.
    public init(from decoder: any Decoder) throws {
        alert = try Alert(from: decoder)
        change = alert.status == .resolved ? .resolved : .updated
    }
    public func encode(to encoder: any Encoder) throws { try alert.encode(to: encoder) }

    public static func decode(_ json: [UInt8], type: EventType) throws -> AlertEvent {
        guard let change = Change.allCases.first(where: { Self.type(of: $0) == type }) else {
            throw PayloadError(code: .typeMismatch, path: "$")
        }
        return AlertEvent(change, try PayloadCoding.decode(json))
    }
    public func encode() throws -> [UInt8] { try PayloadCoding.encode(alert) }

    public var entityID: EntityID { EntityID(alert.alertId.rawValue) }
    public var isTerminal: Bool { alert.status == .resolved }
    public mutating func stamp(revision: Int) { alert.revision = revision }
    /// Times of raising and ending follow from when facts were read, so they are no part of what is said.
    public func substance() throws -> [UInt8] {
        var copy = alert
        copy.revision = 0
        copy.raisedAt = Alert.noMoment
        copy.updatedAt = nil
        copy.dueAt = nil
        if let resolution = copy.resolution {
            copy.resolution = Alert.Resolution(
                reason: resolution.reason, at: Alert.noMoment)
        }
        return try PayloadCoding.encode(copy)
    }
    public func announced(revision: Int) throws -> AnnouncedText {
        var stamped = self
        stamped.stamp(revision: revision)
        let (json, substance) = try PlainWriter.texts(stamped.alert.write)
        return AnnouncedText(json: json, substance: substance)
    }
}

extension Topic where Payload == AlertEvent {
    public static func alerts(of service: ServiceName) -> Self { Topic(.alerts(of: service)) }
}
