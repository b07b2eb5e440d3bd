import EventContracts
import EventLog

/// How many records each service refused; their contents stay where they are.
struct DeadLetterCounter: Sendable {
    struct Count: Hashable, Sendable, Encodable {
        let service: ServiceName
        /// Nil when the log could not be asked.
        let records: Int64?
    }

    let log: any EventLog

    func count() async -> [Count] {
        var counts: [Count] = []
        for service in ServiceName.allCases {
            do {
                let records = try await withLimit(.seconds(2)) { try await number(in: .deadLetters(of: service)) }
                counts.append(Count(service: service, records: records))
            } catch {
                // The page says "unknown", which is what the log's absence makes it.
                counts.append(Count(service: service, records: nil))
            }
        }
        return counts
    }

    private func number(in topic: TopicName) async throws -> Int64 {
        guard let count = try await log.partitionCount(of: topic) else { return 0 }
        let ranges = try await log.offsets(of: (0..<Int32(count)).map { TopicPartition(topic, $0) })
        return ranges.values.reduce(0) { $0 + $1.end - $1.earliest }
    }
}
