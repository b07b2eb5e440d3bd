import EventContracts
import EventLog
import MedicationDomain
import Synchronization

/// The log in memory, with a producer that can be made to fail or to hang.
final class TopicsInMemory: EventLog {
    struct Faults: Sendable {
        /// Set: every append throws it.
        var failure: LogError?
        /// Appends never end.
        var isHanging = false
        /// Topics that nobody made.
        var unknown: Set<TopicName> = []
    }

    let partitions: Int
    private let inner: InMemoryEventLog
    private let faults = Mutex(Faults())
    private let clock: Clock

    /// What the log stamps records with.
    private final class Clock: Sendable {
        let now = Mutex(Desk.start)
    }

    init(partitions: Int = 2, clusterID: String = "cluster-1") {
        self.partitions = partitions
        let clock = Clock()
        self.clock = clock
        inner = InMemoryEventLog(partitionCount: partitions, clusterID: clusterID) { clock.now.withLock { $0 } }
    }

    func setClock(_ now: Instant) { clock.now.withLock { $0 = now } }

    func change(_ change: (inout Faults) -> Void) { faults.withLock { change(&$0) } }
    var isFaulty: Bool { faults.withLock { $0.failure != nil || $0.isHanging } }
    func add(_ record: OutgoingRecord) throws { _ = try inner.broker.append([record]) }
    func records(of topic: TopicName) -> [Record] { inner.broker.allRecords(topic) }

    func clusterID() async throws -> String { try await inner.clusterID() }
    func partitionCount(of topic: TopicName) async throws -> Int? {
        faults.withLock { $0.unknown.contains(topic) } ? nil : try await inner.partitionCount(of: topic)
    }
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try await inner.offsets(of: partitions)
    }
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await inner.ends(of: partitions)
    }
    func join(_ membership: Membership) throws -> any GroupMember { try inner.join(membership) }
    func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        try inner.makeReader(from: start)
    }
    func makeProducer() throws -> any LogProducer { Producer(inner: try inner.makeProducer(), log: self) }

    private struct Producer: LogProducer {
        let inner: any LogProducer
        let log: TopicsInMemory

        func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
            let faults = log.faults.withLock { $0 }
            if let failure = faults.failure { throw failure }
            // Longer than any test: the caller is the one who must not wait for ever.
            if faults.isHanging { try await Task.sleep(for: .seconds(3600)) }
            return try await inner.append(records)
        }

        func close(within limit: Duration) async { await inner.close(within: limit) }
    }
}
