public import EventContracts
public import MedicationDomain

/// One record of the log, with its place in it.
public struct Record: Hashable, Sendable {
    public var partition: TopicPartition
    public var offset: Int64
    /// When the log received it (or, on brokers that cannot say, when its producer sent it).
    public var timestamp: Instant
    public var message: Message

    public init(partition: TopicPartition, offset: Int64, timestamp: Instant, message: Message) {
        (self.partition, self.offset, self.timestamp, self.message) = (partition, offset, timestamp, message)
    }

    public var topic: TopicName { partition.topic }
    /// What the record takes in memory, roughly: for named limits, not for billing.
    public var byteCount: Int {
        let headers = message.headers.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) + 32 }
        return 64 + (message.key?.count ?? 0) + (message.value?.count ?? 0) + headers
    }
}

/// One partition of one topic.
public struct TopicPartition: Hashable, Comparable, Sendable {
    public let topic: TopicName
    public let partition: Int32

    public init(_ topic: TopicName, _ partition: Int32) { (self.topic, self.partition) = (topic, partition) }

    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

/// A record on its way to the log.
public struct OutgoingRecord: Hashable, Sendable {
    public var topic: TopicName
    /// Nil: placed by murmur2 of the key, at random when there is no key.
    public var partition: Int32?
    public var message: Message

    public init(topic: TopicName, partition: Int32? = nil, message: Message) {
        (self.topic, self.partition, self.message) = (topic, partition, message)
    }

    public var byteCount: Int {
        let headers = message.headers.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) + 32 }
        return 64 + (message.key?.count ?? 0) + (message.value?.count ?? 0) + headers
    }
}

/// The stretch of a partition that can be read: from `earliest` up to, not including, `end`.
public struct OffsetRange: Hashable, Sendable {
    public var earliest: Int64
    public var end: Int64
    public init(earliest: Int64, end: Int64) { (self.earliest, self.end) = (earliest, end) }
    public var isEmpty: Bool { earliest >= end }
}

/// Where reading begins.
public enum StartOffset: Hashable, Sendable {
    case offset(Int64)
    case earliest
    case end
    /// What the group committed, or the earliest when it never did.
    case committed
}
