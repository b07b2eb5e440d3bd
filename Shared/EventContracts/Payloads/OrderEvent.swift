import JSONCoding
public import MedicationDomain

/// An order as `prescribing` judged it; every event carries the whole order.
public struct OrderEvent: EntityPayload {
    /// What has become of the order.
    public enum Status: String, Codable, Sendable, CaseIterable {
        case accepted, held, released, rejected, amended, stopped, completed, retracted

        /// Doses are (or may be) given under it. A held order is not.
        public var isActive: Bool {
            switch self {
            case .accepted, .released, .amended: true
            case .held, .rejected, .stopped, .completed, .retracted: false
            }
        }
    }

    public static let types: [EventType] = Status.allCases.map {
        EventType(rawValue: "org.titrate.prescription.\($0.rawValue).v1")
    }
    private static let typesByStatus = Dictionary(uniqueKeysWithValues: zip(Status.allCases, types))
    public var type: EventType { Self.typesByStatus[status] ?? Self.types[0] }

    public var orderId: OrderID
    public var patientId: PatientID
    public var revision: Int
    public var status: Status
    /// Why it is in that state, in words for a pharmacist; nil when there is nothing to explain.
    public var statusReason: String?
    public var medication: Medication
    public var route: Route?
    public var dosageInstructions: [DosageInstruction]
    /// Highest daily dose the instructions allow now; nil when it could not be understood. Oral and other routes.
    public var dailyDoseMilligrams: Double?
    /// The same for intrathecal orders.
    public var dailyDoseMicrograms: Double?
    public var therapyContext: TherapyContext
    public var authoredAt: Instant?
    /// From when on, and until when, as far as the order says.
    public var startsAt: Instant?
    public var endsAt: Instant?
    /// When it was stopped, completed or put on hold.
    public var statusChangedAt: Instant?
    public var priorOrderId: OrderID?
    public var encounterId: EncounterID?
    public var locationId: LocationID?
    public var prescriberId: PractitionerID?
    /// Codes of `reasonCode`.
    public var indication: [String]
    public var refillsLeft: Int?
    public var pharmacyId: LocationID?
    public var daysSupply: Double?
    public var nextDoseAt: Instant?
    public var findings: [Finding]
    public var checks: CheckStatement
    /// With `retracted`: the order came from a record that was merged with this one and is so no longer. It goes as if it
    /// had never been here: no therapy has ended.
    public var isHandedBack: Bool?

    public init(
        orderId: OrderID, patientId: PatientID, revision: Int = 0, status: Status, statusReason: String? = nil,
        medication: Medication, route: Route? = nil, dosageInstructions: [DosageInstruction] = [],
        dailyDoseMilligrams: Double? = nil, dailyDoseMicrograms: Double? = nil,
        therapyContext: TherapyContext = .unknown, authoredAt: Instant? = nil, startsAt: Instant? = nil,
        endsAt: Instant? = nil, statusChangedAt: Instant? = nil, priorOrderId: OrderID? = nil,
        encounterId: EncounterID? = nil, locationId: LocationID? = nil, prescriberId: PractitionerID? = nil,
        indication: [String] = [], refillsLeft: Int? = nil, pharmacyId: LocationID? = nil, daysSupply: Double? = nil,
        nextDoseAt: Instant? = nil, findings: [Finding] = [], checks: CheckStatement = CheckStatement(),
        isHandedBack: Bool? = nil
    ) {
        self.orderId = orderId
        self.patientId = patientId
        self.revision = revision
        self.status = status
        self.statusReason = statusReason
        self.medication = medication
        self.route = route
        self.dosageInstructions = dosageInstructions
        self.dailyDoseMilligrams = dailyDoseMilligrams
        self.dailyDoseMicrograms = dailyDoseMicrograms
        self.therapyContext = therapyContext
        self.authoredAt = authoredAt
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.statusChangedAt = statusChangedAt
        self.priorOrderId = priorOrderId
        self.encounterId = encounterId
        self.locationId = locationId
        self.prescriberId = prescriberId
        self.indication = indication
        self.refillsLeft = refillsLeft
        self.pharmacyId = pharmacyId
        self.daysSupply = daysSupply
        self.nextDoseAt = nextDoseAt
        self.findings = findings
        self.checks = checks
        self.isHandedBack = isHandedBack
    }

    public var entityID: EntityID { .of(patientId, "order", orderId) }
    public var isTerminal: Bool {
        switch status {
        case .stopped, .completed, .retracted, .rejected: true
        case .accepted, .held, .released, .amended: false
        }
    }
    public mutating func stamp(revision: Int) { self.revision = revision }
    public func substance() throws -> [UInt8] {
        var copy = self
        copy.revision = 0
        return try copy.encode()
    }
    public func announced(revision: Int) throws -> AnnouncedText {
        var stamped = self
        stamped.stamp(revision: revision)
        let (json, substance) = try PlainWriter.texts(stamped.write)
        return AnnouncedText(json: json, substance: substance)
    }
}

/// One remark of a rule on an order.
public struct Finding: Codable, Hashable, Sendable {
    public var rule: RuleReference
    public var kind: AlertKind
    public var severity: Severity
    public var summary: String
    public var detail: String
    public var management: [String]
    /// The patient's facts that mattered, in words.
    public var factors: [String]
    /// Whether it interrupts somebody; nil in events of before it was said.
    public var interruptive: Bool?

    public init(
        rule: RuleReference, kind: AlertKind, severity: Severity, summary: String, detail: String,
        management: [String] = [], factors: [String] = [], interruptive: Bool? = nil
    ) {
        self.rule = rule
        self.kind = kind
        self.severity = severity
        self.summary = summary
        self.detail = detail
        self.management = management
        self.factors = factors
        self.interruptive = interruptive
    }
}
