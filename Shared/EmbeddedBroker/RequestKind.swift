/// Kafka's request types, by their number in the protocol, as far as tests disturb them.
public struct RequestKind: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int16
    public init(rawValue: Int16) { self.rawValue = rawValue }

    public static let produce = RequestKind(rawValue: 0)
    public static let fetch = RequestKind(rawValue: 1)
    public static let listOffsets = RequestKind(rawValue: 2)
    public static let metadata = RequestKind(rawValue: 3)
    public static let offsetCommit = RequestKind(rawValue: 8)
    public static let offsetFetch = RequestKind(rawValue: 9)
    public static let joinGroup = RequestKind(rawValue: 11)
    public static let heartbeat = RequestKind(rawValue: 12)
}

/// Error codes of the Kafka protocol that tests inject.
public struct BrokerError: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int16
    public init(rawValue: Int16) { self.rawValue = rawValue }

    public static let notLeaderForPartition = BrokerError(rawValue: 6)
    public static let requestTimedOut = BrokerError(rawValue: 7)
    public static let coordinatorNotAvailable = BrokerError(rawValue: 15)
    public static let notEnoughReplicas = BrokerError(rawValue: 19)
    public static let topicAuthorizationFailed = BrokerError(rawValue: 29)
}
