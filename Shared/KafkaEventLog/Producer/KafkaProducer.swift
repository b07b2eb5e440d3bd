import EventContracts
import EventLog
import Logging
import Synchronization

/// Writes to Kafka with the idempotent producer; after a fatal error the next `append` begins with a new one.
final class KafkaProducer: LogProducer {
    private struct State {
        var client: ProducerClient
        var isClosed = false
    }

    private let configuration: KafkaConfiguration
    private let logger: Logger
    private let state: Mutex<State>

    init(_ configuration: KafkaConfiguration, logger: Logger = Logger(label: "kafka")) throws {
        (self.configuration, self.logger) = (configuration, logger)
        state = Mutex(State(client: try ProducerClient(configuration, logger: logger)))
    }

    deinit { state.withLock { $0.client.stop() } }

    @discardableResult
    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        guard !records.isEmpty else { return [:] }
        return try await livingClient().append(records)
    }

    func begin(_ records: [OutgoingRecord]) async throws -> Delivery {
        guard !records.isEmpty else { return Delivery { [:] } }
        return try await livingClient().begin(records)
    }

    func close(within limit: Duration) async {
        let client = state.withLock { state in
            state.isClosed = true
            return state.client
        }
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        await client.drain(within: limit)
        client.stop()
        await client.ended.wait(within: max(.zero, deadline - clock.now))
    }

    /// See `ProducerClient.injectFatalError`.
    func injectFatalError() { state.withLock { $0.client.injectFatalError() } }

    private func livingClient() throws -> ProducerClient {
        try state.withLock { state in
            guard !state.isClosed else { throw LogError.closed }
            if state.client.isDead {
                logger.warning("the Kafka producer failed for good; beginning a new one")
                state.client.stop()
                state.client = try ProducerClient(configuration, logger: logger)
            }
            return state.client
        }
    }
}
