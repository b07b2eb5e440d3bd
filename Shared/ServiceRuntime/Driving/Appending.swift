import EventContracts
import EventLog
import Logging
import MedicationDomain

extension WorkerEnvironment {
    /// Waits until the records of a delivery, of which each one matters, are acknowledged: what the log will never take,
    /// as too large, goes as a dead letter without its value, so that it stops nothing behind it and leaves its trace.
    func outcome(of delivery: Delivery, carrying records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        try await producer.receipt(
            for: records, replacingRefusedFor: definition.name, logger: logger, from: delivery.outcome)
    }

    /// A dead letter of something we made of a hospital record carries that record's own bytes.
    func restoringOriginals(in records: [OutgoingRecord]) async throws -> [OutgoingRecord] {
        let letters = TopicName.deadLetters(of: definition.name)
        var result = records
        for (index, record) in records.enumerated() where record.topic == letters {
            guard let origin = DeadLetter.hospitalOrigin(of: record.message),
                origin.place.topic == definition.intake?.source
            else { continue }
            do {
                if let original = try await log.record(at: origin.offset, of: origin.place) {
                    result[index] = DeadLetter.restoring(original.message, in: record)
                }
            } catch let error as LogError {
                // The letter goes as it is; its headers still name the place of the hospital's record.
                logger.warning("original not read", metadata: ["reason": "\(error.code)"])
            }
        }
        return result
    }
}

extension LogProducer {
    func append(
        _ records: [OutgoingRecord], replacingRefusedFor service: ServiceName, logger: Logger
    ) async throws -> [TopicPartition: Int64] {
        try await receipt(for: records, replacingRefusedFor: service, logger: logger) { try await append(records) }
    }

    fileprivate func receipt(
        for records: [OutgoingRecord], replacingRefusedFor service: ServiceName, logger: Logger,
        from outcome: () async throws -> [TopicPartition: Int64]
    ) async throws -> [TopicPartition: Int64] {
        do {
            return try await outcome()
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
