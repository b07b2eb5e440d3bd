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
    public static let findCoordinator = RequestKind(rawValue: 10)
    public static let joinGroup = RequestKind(rawValue: 11)
    public static let heartbeat = RequestKind(rawValue: 12)
    public static let syncGroup = RequestKind(rawValue: 14)

    private static let names: [String: RequestKind] = [
        "Produce": .produce, "Fetch": .fetch, "ListOffsets": .listOffsets, "Metadata": .metadata,
        "OffsetCommit": .offsetCommit, "OffsetFetch": .offsetFetch, "FindCoordinator": .findCoordinator,
        "JoinGroup": .joinGroup, "Heartbeat": .heartbeat, "SyncGroup": .syncGroup,
    ]

    /// By the name that Kafka's protocol gives it.
    public init?(named name: String) {
        guard let kind = RequestKind.names[name] else { return nil }
        self = kind
    }
}

/// Error codes of the Kafka protocol that tests inject.
public struct BrokerError: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int16
    public init(rawValue: Int16) { self.rawValue = rawValue }

    public static let notLeaderForPartition = BrokerError(rawValue: 6)
    public static let requestTimedOut = BrokerError(rawValue: 7)
    public static let coordinatorLoadInProgress = BrokerError(rawValue: 14)
    public static let coordinatorNotAvailable = BrokerError(rawValue: 15)
    public static let notCoordinator = BrokerError(rawValue: 16)
    public static let notEnoughReplicas = BrokerError(rawValue: 19)
    public static let illegalGeneration = BrokerError(rawValue: 22)
    public static let unknownMember = BrokerError(rawValue: 25)
    public static let rebalanceInProgress = BrokerError(rawValue: 27)
    public static let topicAuthorizationFailed = BrokerError(rawValue: 29)
    public static let outOfOrderSequenceNumber = BrokerError(rawValue: 45)

    private static let names: [String: BrokerError] = [
        "NOT_LEADER_FOR_PARTITION": .notLeaderForPartition, "REQUEST_TIMED_OUT": .requestTimedOut,
        "COORDINATOR_LOAD_IN_PROGRESS": .coordinatorLoadInProgress,
        "COORDINATOR_NOT_AVAILABLE": .coordinatorNotAvailable, "NOT_COORDINATOR": .notCoordinator,
        "NOT_ENOUGH_REPLICAS": .notEnoughReplicas, "ILLEGAL_GENERATION": .illegalGeneration,
        "UNKNOWN_MEMBER_ID": .unknownMember, "REBALANCE_IN_PROGRESS": .rebalanceInProgress,
        "TOPIC_AUTHORIZATION_FAILED": .topicAuthorizationFailed,
        "OUT_OF_ORDER_SEQUENCE_NUMBER": .outOfOrderSequenceNumber,
    ]

    /// By the name that Kafka's protocol gives it.
    public init?(named name: String) {
        guard let error = BrokerError.names[name] else { return nil }
        self = error
    }
}
