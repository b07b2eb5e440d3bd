public import MedicationDomain

/// A CloudEvents 1.0 envelope whose data is not decoded yet.
public struct CloudEvent: Hashable, Sendable {
    public static let specVersion = "1.0"

    public var id: String
    public var source: String
    public var type: EventType
    public var time: Instant?
    /// The patient the event is about.
    public var subject: String?
    public var correlationID: String?
    /// The id of the event that caused this one.
    public var causationID: String?
    public var entityID: EntityID?
    /// Grows with every announcement about the entity.
    public var revision: Int?
    public var contentType: String?
    public var traceParent: String?
    public var traceState: String?
    /// After this moment nobody needs the event any more.
    public var expiryTime: Instant?
    /// Nil for an event without data (a tombstone on a compacted topic).
    public var data: [UInt8]?

    public init(
        id: String, source: String, type: EventType, time: Instant? = nil, subject: String? = nil,
        correlationID: String? = nil, causationID: String? = nil, entityID: EntityID? = nil, revision: Int? = nil,
        contentType: String? = "application/json", traceParent: String? = nil, traceState: String? = nil,
        expiryTime: Instant? = nil, data: [UInt8]?
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.subject = subject
        self.correlationID = correlationID
        self.causationID = causationID
        self.entityID = entityID
        self.revision = revision
        self.contentType = contentType
        self.traceParent = traceParent
        self.traceState = traceState
        self.expiryTime = expiryTime
        self.data = data
    }
}

/// A CloudEvents type name, `org.titrate.<noun>.<past participle>.v1`.
public struct EventType: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
}

/// What an event is about, for as long as it lives: an order, an alert, a projection.
public struct EntityID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A resource of one patient, e.g. `order:o-1@p-17`.
    ///
    /// The patient is part of it because revisions are counted where the patient lives: the same resource under another
    /// patient (records merged, a subject corrected) is another entity, with a count of its own.
    public static func of(_ patient: PatientID, _ kind: String, _ resource: some Identifier) -> EntityID {
        EntityID("\(kind):\(resource.rawValue)@\(patient.rawValue)")
    }
}
