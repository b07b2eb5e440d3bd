public import MedicationDomain

/// What is done to a patient, planned or forbidden, beside medicines: an operation, a scan, a pump refill, nothing by
/// mouth. The codes say what; who listens knows those that concern them.
public struct CareEvent: EntityPayload {
    /// Where it stands in FHIR; ids are unique only within one type.
    public enum ResourceType: String, Codable, Sendable, CaseIterable {
        case procedure = "Procedure"
        case serviceRequest = "ServiceRequest"
        case nutritionOrder = "NutritionOrder"
    }

    /// How far it has got. A diet or a ban in force is `underway`.
    public enum State: String, Codable, Sendable, CaseIterable { case planned, underway, done, cancelled }

    public static let types: [EventType] = ["org.titrate.care.recorded.v1", "org.titrate.care.retracted.v1"]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var careId: ResourceID
    public var resourceType: ResourceType
    public var patientId: PatientID
    public var status: FactStatus
    public var state: State
    public var codes: [CodedConcept]
    public var text: String?
    public var encounterId: EncounterID?
    /// From when on; nil where the source does not say.
    public var startsAt: Instant?
    /// Until when; nil while it lasts, or where the source does not say.
    public var endsAt: Instant?

    public init(
        careId: ResourceID, resourceType: ResourceType, patientId: PatientID, status: FactStatus = .recorded,
        state: State, codes: [CodedConcept], text: String? = nil, encounterId: EncounterID? = nil,
        startsAt: Instant? = nil, endsAt: Instant? = nil
    ) {
        self.careId = careId
        self.resourceType = resourceType
        self.patientId = patientId
        self.status = status
        self.state = state
        self.codes = codes
        self.text = text
        self.encounterId = encounterId
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    public var entityID: EntityID { .of(patientId, "care.\(resourceType.rawValue)", careId) }
    public var isTerminal: Bool { status == .retracted }
}
