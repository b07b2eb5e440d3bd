public import MedicationDomain

/// What an insurer answered to a pharmacy's claim, line by line.
///
/// It tells of a payment, not of supply: what was rejected may be paid by the patient, what was accepted may never be
/// handed over.
public struct ClaimEvent: EntityPayload {
    /// How binding the answer is (FHIR `ClaimResponse.use`): payment, permission, or a forecast of both.
    public enum Use: String, Codable, Sendable, CaseIterable { case claim, preauthorization, predetermination }

    /// What became of a line. `unclear`: it was answered, and nobody can tell from the answer whether it is paid.
    public enum Verdict: String, Codable, Sendable, CaseIterable { case accepted, rejected, unclear }

    /// One product of the claim.
    public struct Line: Codable, Hashable, Sendable {
        /// The claim's own number of the line; nil where the answer is about the whole claim.
        public var sequence: Int?
        /// Nil where neither the claim nor its order tells.
        public var medication: Medication?
        public var verdict: Verdict
        /// Why it was rejected; on an accepted line, what restricts it.
        public var reasons: [ClaimReason]
        /// The first day on which the insurer would pay for the next fill.
        public var nextFillOn: CalendarDay?

        public init(
            sequence: Int? = nil, medication: Medication? = nil, verdict: Verdict, reasons: [ClaimReason] = [],
            nextFillOn: CalendarDay? = nil
        ) {
            self.sequence = sequence
            self.medication = medication
            self.verdict = verdict
            self.reasons = reasons
            self.nextFillOn = nextFillOn
        }
    }

    public static let types: [EventType] = ["org.titrate.claim.answered.v1", "org.titrate.claim.retracted.v1"]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    /// The answer's own id: a claim that is sent again is answered anew.
    public var answerId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    public var use: Use
    /// The order that the claim is for.
    public var orderId: OrderID?
    public var claimId: ResourceID?
    public var insurerId: ResourceID?
    public var answeredAt: Instant
    public var lines: [Line]

    public init(
        answerId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, use: Use = .claim,
        orderId: OrderID? = nil, claimId: ResourceID? = nil, insurerId: ResourceID? = nil, answeredAt: Instant,
        lines: [Line]
    ) {
        self.answerId = answerId
        self.patientId = patientId
        self.status = status
        self.use = use
        self.orderId = orderId
        self.claimId = claimId
        self.insurerId = insurerId
        self.answeredAt = answeredAt
        self.lines = lines
    }

    public var entityID: EntityID { .of(patientId, "claim", answerId) }
    public var isTerminal: Bool { status == .retracted }
}

/// Why an insurer does not pay, or pays only so far: what the code means, and the code as it came.
public struct ClaimReason: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case priorAuthorization = "prior-auth"
        case stepTherapy = "step-therapy"
        case quantityLimit = "quantity-limit"
        case daysSupplyLimitation = "days-supply-limitation"
        /// Some limit of the plan, not told which.
        case planLimit = "plan-limit"
        case pharmacyRestriction = "pharmacy-restriction"
        case prescriberRestriction = "prescriber-restriction"
        case otherRestriction = "other-restriction"
        case notCovered = "not-covered"
        case patientNotCovered = "patient-not-covered"
        case additionalFillsNotCovered = "additional-fills-not-covered"
        case fillTooSoon = "fill-too-soon"
        case routeNotCovered = "route-not-covered"
        case productDiscontinued = "product-discontinued"
        /// The insurer's own review of safety stopped it.
        case safetyReview = "safety-review"
        /// It was not judged at all: no connection, or an error in the claim.
        case notProcessed = "not-processed"
        /// A code or a text that nobody here knows; it is kept as it came.
        case unrecognized
    }

    public var kind: Kind
    public var system: String?
    public var code: String?
    /// The insurer's own words, where no code says why.
    public var text: String?

    public init(_ kind: Kind, system: String? = nil, code: String? = nil, text: String? = nil) {
        (self.kind, self.system, self.code, self.text) = (kind, system, code, text)
    }
}
