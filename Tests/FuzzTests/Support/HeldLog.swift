import EventContracts
import EventLog

/// A log whose producers answer only when they are let: the records given to them stay where they are.
struct HeldLog: EventLog {
    private let sink = SinkLog()
    private let door: AsyncStream<Never>
    private let opener: AsyncStream<Never>.Continuation

    init() { (door, opener) = AsyncStream.makeStream() }

    func letGo() { opener.finish() }

    func clusterID() async throws -> String { try await sink.clusterID() }
    func partitionCount(of topic: TopicName) async throws -> Int? { try await sink.partitionCount(of: topic) }
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try await sink.offsets(of: partitions)
    }
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await sink.ends(of: partitions)
    }
    func makeProducer() throws -> any LogProducer { Producer(door: door) }
    func join(_ membership: Membership) throws -> any GroupMember { try sink.join(membership) }
    func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        try sink.makeReader(from: start)
    }

    private struct Producer: LogProducer {
        let door: AsyncStream<Never>

        func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
            for await _ in door {}
            return [:]
        }
        func close(within limit: Duration) async {}
    }
}
