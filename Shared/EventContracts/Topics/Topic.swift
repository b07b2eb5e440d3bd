/// The name of a Kafka topic.
public struct TopicName: RawRepresentable, Hashable, Comparable, Codable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
    public static func < (left: TopicName, right: TopicName) -> Bool { left.rawValue < right.rawValue }
}

/// A topic, seen as the carrier of one kind of payload; a topic carries as many kinds as it has event types.
public struct Topic<Payload: EventPayload>: Hashable, Sendable {
    public let name: TopicName
    public init(_ name: TopicName) { self.name = name }
}

/// The executables of the suite, by the name that stands in topics, groups and event sources.
public enum ServiceName: String, Codable, Sendable, CaseIterable {
    case prescribing
    case interactionCheck = "interaction-check"
    case withdrawalMonitor = "withdrawal-monitor"
    case costAssistance = "cost-assistance"
    case gateway

    /// The `ce_source` of everything the service says.
    public var source: String { "urn:titrate:\(rawValue)" }
}
