public import MedicationDomain

/// A time to come back to something, kept as a row; it fires once, through the handler path, as a `DeadlineDue`.
public struct Deadline: Hashable, Codable, Sendable {
    /// What it is for, e.g. `settle-stop`; handlers choose by it.
    public var kind: String
    /// What it is about, within the patient, e.g. an order id. Kind, patient and subject together are unique.
    public var subject: String
    public var due: Instant

    public init(kind: String, subject: String, due: Instant) {
        (self.kind, self.subject, self.due) = (kind, subject, due)
    }
}

/// What a decision does to the patient's deadlines.
public enum DeadlineChange: Hashable, Sendable {
    /// Sets it, or moves it when it stands already.
    case set(Deadline)
    case cancel(kind: String, subject: String)
}

/// A deadline has come. Internal to a service: it is never published.
public struct DeadlineDue: EventPayload {
    public static let types: [EventType] = ["org.titrate.deadline.due.v1"]
    public var kind: String
    public var subject: String
    public var due: Instant

    public init(kind: String, subject: String, due: Instant) {
        (self.kind, self.subject, self.due) = (kind, subject, due)
    }
}

/// The service's knowledge is another than the one this patient was last judged by. Internal to a service.
public struct KnowledgeReplaced: EventPayload {
    public static let types: [EventType] = ["org.titrate.knowledge.replaced.v1"]
    public var version: String
    public init(version: String) { self.version = version }
}

extension TopicName {
    /// Where due deadlines come from; no Kafka topic.
    public static let deadlines: TopicName = "(deadlines)"
    /// Where re-judgement comes from; no Kafka topic.
    public static let knowledge: TopicName = "(knowledge)"
}

extension Topic where Payload == DeadlineDue {
    public static var deadlines: Self { Topic(.deadlines) }
}

extension Topic where Payload == KnowledgeReplaced {
    public static var knowledge: Self { Topic(.knowledge) }
}
