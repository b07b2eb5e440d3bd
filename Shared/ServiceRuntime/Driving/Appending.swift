import EventContracts
import EventLog
import Logging
import MedicationDomain

extension WorkerEnvironment {
    /// Appends records of which each one matters: what the log will never take, as too large, goes as a dead letter
    /// without its value, so that it stops nothing behind it and leaves its trace.
    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        try await producer.append(records, replacingRefusedFor: definition.name, logger: logger)
    }
}

extension LogProducer {
    func append(
        _ records: [OutgoingRecord], replacingRefusedFor service: ServiceName, logger: Logger
    ) async throws -> [TopicPartition: Int64] {
        do {
            return try await append(records)
        } catch let error as LogError where error.remedy == .reject {
            var receipt: [TopicPartition: Int64] = [:]
            for record in records {
                let part: [TopicPartition: Int64]
                do {
                    part = try await append([record])
                } catch let error as LogError where error.remedy == .reject {
                    logger.error(
                        "the log refused a record for good",
                        metadata: ["topic": "\(record.topic)", "reason": "\(error.code)"])
                    part = try await append([DeadLetter.withoutValue(record, of: service, because: error.code)])
                }
                receipt.merge(part) { max($0, $1) }
            }
            return receipt
        }
    }
}
