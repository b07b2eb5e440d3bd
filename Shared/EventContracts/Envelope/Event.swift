public import MedicationDomain

/// A fact with its envelope: what a handler is given.
public struct Event<Payload: EventPayload>: Sendable {
    public let id: String
    public let source: String
    public let type: EventType
    /// When it happened, as its source says.
    public let time: Instant
    /// When the log received it. This is `now` for every policy: time is an argument, never asked of a clock.
    public let now: Instant
    public let patient: PatientID
    public let entityID: EntityID?
    public let revision: Int?
    public let correlationID: String?
    public let traceParent: String?
    public let data: Payload

    public init(
        id: String, source: String, type: EventType? = nil, time: Instant, now: Instant? = nil, patient: PatientID,
        entityID: EntityID? = nil, revision: Int? = nil, correlationID: String? = nil, traceParent: String? = nil,
        data: Payload
    ) {
        self.id = id
        self.source = source
        self.type = type ?? data.type
        self.time = time
        self.now = now ?? time
        self.patient = patient
        self.entityID = entityID
        self.revision = revision
        self.correlationID = correlationID
        self.traceParent = traceParent
        self.data = data
    }
}
