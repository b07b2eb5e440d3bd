import EventContracts
import EventLog

/// A log that shows nothing of the topics the service itself writes.
struct HistoryHidingLog: EventLog {
    let inner: InMemoryEventLog

    func clusterID() async throws -> String { try await inner.clusterID() }
    func partitionCount(of topic: TopicName) async throws -> Int? { try await inner.partitionCount(of: topic) }
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await inner.ends(of: partitions)
    }
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        let ranges = try await inner.offsets(of: partitions)
        let hidden = partitions.contains { Auditor.outputs.contains($0.topic) && $0.topic.rawValue.contains("alerts") }
        return hidden ? ranges.mapValues { OffsetRange(earliest: $0.end, end: $0.end) } : ranges
    }
    func makeProducer() throws -> any LogProducer { try inner.makeProducer() }
    func join(_ membership: Membership) throws -> any GroupMember { try inner.join(membership) }
    func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        try inner.makeReader(from: start)
    }
}

/// A log that says of every partition that it ends where it begins.
struct OldEndsLog: EventLog {
    let inner: InMemoryEventLog

    func clusterID() async throws -> String { try await inner.clusterID() }
    func partitionCount(of topic: TopicName) async throws -> Int? { try await inner.partitionCount(of: topic) }
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try await inner.offsets(of: partitions)
    }
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        let ends = try await inner.ends(of: partitions)
        // Of the own outputs it tells the truth: an old store is another matter.
        return partitions.contains { $0.topic == .alertResponses } ? ends.mapValues { _ in 0 } : ends
    }
    func makeProducer() throws -> any LogProducer { try inner.makeProducer() }
    func join(_ membership: Membership) throws -> any GroupMember { try inner.join(membership) }
    func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        try inner.makeReader(from: start)
    }
}
