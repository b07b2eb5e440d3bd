public import EventContracts

/// A partitioned, durable, ordered log: Kafka, or a deterministic one in memory. Both pass one conformance suite.
public protocol EventLog: Sendable {
    /// Names the cluster for life: offsets of one mean nothing on another.
    func clusterID() async throws -> String
    /// Nil when there is no such topic.
    func partitionCount(of topic: TopicName) async throws -> Int?
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange]
    /// Where each partition ends at this moment: asked of the log itself in one go, never remembered.
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64]
    func makeProducer() throws -> any LogProducer
    /// Joins a consumer group.
    func join(_ membership: Membership) throws -> any GroupMember
    /// Reads partitions without a group.
    func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader
}

/// Writes to the log.
public protocol LogProducer: Sendable {
    /// Returns once every record is acknowledged by all in-sync replicas; records of one partition keep their order.
    /// The receipt names, per partition written to, the offset after the last of these records.
    ///
    /// Throws `LogError`. After `.retry` and `.stop` some of the records may stand in the log: append all of them
    /// again, the ids in them make repeats harmless. `.reject` names a record that will never be taken.
    @discardableResult
    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64]
    /// Sends the records on their way and returns; they arrive behind everything that was begun or appended before.
    ///
    /// Whether they did arrive is told by the delivery, as `append` would tell it.
    func begin(_ records: [OutgoingRecord]) async throws -> Delivery
    /// Waits for what is under way, at most that long.
    func close(within limit: Duration) async
}

extension LogProducer {
    public func begin(_ records: [OutgoingRecord]) async throws -> Delivery {
        let receipt = try await append(records)
        return Delivery { receipt }
    }
}

/// Records under way.
public struct Delivery: Sendable {
    /// The receipt or the error of an `append`, once it is known.
    public let outcome: @Sendable () async throws -> [TopicPartition: Int64]

    public init(outcome: @escaping @Sendable () async throws -> [TopicPartition: Int64]) { self.outcome = outcome }
}

/// Which partitions a member wants, and how it is known to the group.
public struct Membership: Sendable {
    public var group: String
    /// Kafka's `group.instance.id`: a restart within the session time-out keeps its partitions.
    public var instance: String
    /// The one topic that is subscribed; its partition numbers decide what the member owns.
    public var lead: TopicName
    /// Topics of which the member reads the same partition numbers.
    public var coAssigned: [TopicName]
    public var sessionTimeout: Duration

    public init(
        group: String, instance: String, lead: TopicName, coAssigned: [TopicName] = [],
        sessionTimeout: Duration = .seconds(10)
    ) {
        self.group = group
        self.instance = instance
        self.lead = lead
        self.coAssigned = coAssigned
        self.sessionTimeout = sessionTimeout
    }
}

/// One member of a consumer group.
///
/// A bounded queue stands between the log's own thread and the caller of `next()`: a slow caller slows the log down,
/// it never fills the memory.
public protocol GroupMember: Sendable {
    /// The next thing that happened, in order; nil once closed. Throws `LogError` when the member cannot go on.
    func next() async throws -> MemberEvent?
    /// The next thing that happened, if it is there already; nil also where `next` would throw or say that it is over.
    func nextIfAny() throws -> MemberEvent?
    /// Stops and restarts the flow of single partitions.
    func pause(_ partitions: [TopicPartition])
    func resume(_ partitions: [TopicPartition])
    /// The next record of that partition will be the one at this offset.
    func seek(_ partition: TopicPartition, to offset: Int64)
    /// Tells the group how far this member is (the next offset to read).
    func commit(_ offsets: [TopicPartition: Int64]) async throws
    /// Whether the partition is surely still ours: not revoked, and polled within half the session time-out.
    func isFresh(_ partition: Int32) -> Bool
    /// Leaves the log, at most that long; a static member stays in the group until its session runs out
    /// unless `leavingGroup` is set.
    func close(within limit: Duration, leavingGroup: Bool) async
}

public enum MemberEvent: Sendable {
    /// Partition numbers given to this member. Nothing of them is delivered until `begin` is called.
    case assigned(Assignment)
    /// Partition numbers taken away. They go to another member once `complete` is called (or the limit is over).
    case revoked(Revocation)
    /// Records of one partition, in order.
    case records(TopicPartition, [Record])
    /// The end of what stood in the partition: the next offset is the one that will be written next.
    case reachedEnd(TopicPartition, offset: Int64)
}

/// New partitions, waiting to be told where to begin.
public struct Assignment: Sendable {
    public let partitions: [Int32]
    private let beginning: @Sendable ([TopicPartition: StartOffset]) -> Void

    public init(partitions: [Int32], begin: @escaping @Sendable ([TopicPartition: StartOffset]) -> Void) {
        (self.partitions, beginning) = (partitions, begin)
    }

    /// Starts delivery; every input partition of the assignment must be named.
    public func begin(at start: [TopicPartition: StartOffset]) { beginning(start) }
}

/// Partitions that are about to leave.
public struct Revocation: Sendable {
    public let partitions: [Int32]
    /// The group has given them away already: whatever is not published must not be published by us.
    public let isLost: Bool
    private let completion: @Sendable () -> Void

    public init(partitions: [Int32], isLost: Bool, complete: @escaping @Sendable () -> Void) {
        (self.partitions, self.isLost, completion) = (partitions, isLost, complete)
    }

    /// Lets go: call it when everything of these partitions is flushed and stored.
    public func complete() { completion() }
}

/// Reads partitions without a group, each from its own start.
public protocol LogReader: Sendable {
    /// The next records of one partition; an empty array when the named time has passed without any; nil once closed.
    func next(waiting limit: Duration) async throws -> [Record]?
    func close() async
}
