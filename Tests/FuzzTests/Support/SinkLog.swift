import EventContracts
import EventLog

/// A log that takes everything and keeps nothing: a long run must not fill the memory with what it sends.
struct SinkLog: EventLog {
    func clusterID() async throws -> String { "sink" }
    func partitionCount(of topic: TopicName) async throws -> Int? { 2 }
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        Dictionary(uniqueKeysWithValues: partitions.map { ($0, OffsetRange(earliest: 0, end: 0)) })
    }
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) })
    }
    func makeProducer() throws -> any LogProducer { Producer() }
    func join(_ membership: Membership) throws -> any GroupMember { throw Complaint("nobody joins the sink") }
    func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        throw Complaint("nobody reads the sink")
    }

    private struct Producer: LogProducer {
        func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] { [:] }
        func close(within limit: Duration) async {}
    }
}
