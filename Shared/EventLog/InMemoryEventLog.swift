public import EventContracts
public import MedicationDomain

/// The event log without a network: the same semantics as Kafka's, every step in the order it was asked for.
public final class InMemoryEventLog: EventLog {
    /// The log itself, callable without waiting; faults, crashes and session time-outs are told to it.
    public let broker: InMemoryBroker
    private let identity: String

    public init(_ broker: InMemoryBroker, clusterID: String = "in-memory") {
        (self.broker, identity) = (broker, clusterID)
    }

    /// A log of its own. The clock stamps what is appended, as Kafka's `LogAppendTime` does.
    public convenience init(
        partitionCount: Int = TopicCatalog.defaultPartitionCount, partitionCounts: [TopicName: Int] = [:],
        clusterID: String = "in-memory", clock: @escaping @Sendable () -> Instant
    ) {
        self.init(
            InMemoryBroker(partitionCount: partitionCount, partitionCounts: partitionCounts, clock: clock),
            clusterID: clusterID)
    }

    public func clusterID() async throws -> String { identity }

    /// Every topic is there: the first question creates it.
    public func partitionCount(of topic: TopicName) async throws -> Int? { broker.touch(topic) }

    public func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        for topic in Set(partitions.map(\.topic)) { broker.touch(topic) }
        return broker.range(of: partitions)
    }

    public func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await offsets(of: partitions).mapValues(\.end)
    }

    public func makeProducer() throws -> any LogProducer { InMemoryProducer(broker) }

    public func join(_ membership: Membership) throws -> any GroupMember { InMemoryMember(membership, broker) }

    public func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        InMemoryReader(from: start, broker)
    }
}
