import EventLog
import Foundation
import Logging

/// Reads named partitions; its group id is its own, and nothing is ever committed to it.
final class KafkaLogReader: LogReader {
    /// How long `close` waits for librdkafka's threads; they end by themselves when it takes longer.
    private static let closingLimit: Duration = .seconds(5)

    private let client: ConsumerClient

    init(from start: [TopicPartition: StartOffset], _ configuration: KafkaConfiguration, logger: Logger) throws {
        client = try ConsumerClient(
            .reader(start),
            properties: .consumer(configuration, group: "\(configuration.clientID).reader.\(UUID().uuidString)"),
            configuration: configuration, logger: logger)
    }

    deinit { client.close(leaving: false) }

    func next(waiting limit: Duration) async throws -> [Record]? {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            switch try await client.handOver.take(within: max(.zero, deadline - clock.now)) {
            case .event(.records(_, let records)): return records
            case .event: continue
            case .timedOut: return []
            case .closed: return nil
            }
        }
    }

    func close() async {
        client.close(leaving: false)
        await client.ended.wait(within: Self.closingLimit)
    }
}
