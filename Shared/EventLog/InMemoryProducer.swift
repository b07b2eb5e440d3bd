import Synchronization

/// Appends to the in-memory log.
final class InMemoryProducer: LogProducer {
    private let broker: InMemoryBroker
    private let isClosed = Mutex(false)

    init(_ broker: InMemoryBroker) { self.broker = broker }

    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        guard !isClosed.withLock({ $0 }) else {
            throw LogError(.stop, code: "CLOSED", message: "this client is closed")
        }
        return try broker.append(records).reduce(into: [:]) { $0[$1.partition] = $1.offset + 1 }
    }

    func close(within limit: Duration) async { isClosed.withLock { $0 = true } }
}
