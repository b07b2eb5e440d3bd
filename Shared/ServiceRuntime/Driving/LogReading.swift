import EventContracts
import EventLog
import MedicationDomain

extension EventLog {
    /// Reads partitions from their beginning to the end they have now, record by record.
    func readAll(_ partitions: [TopicPartition], _ body: (Record) -> Void) async throws {
        let ranges = try await offsets(of: partitions).filter { !$0.value.isEmpty }
        guard !ranges.isEmpty else { return }
        let reader = try makeReader(from: ranges.mapValues { .offset($0.earliest) })
        var open = ranges.mapValues(\.end)
        var silence = 0
        while !open.isEmpty, let records = try await reader.next(waiting: .milliseconds(500)) {
            // Silence is no end: half a history would make us say again, or take back, what stands.
            silence = records.isEmpty ? silence + 1 : 0
            if silence > 20 { break }
            for record in records {
                guard let end = open[record.partition] else { continue }
                if record.offset < end { body(record) }
                if record.offset + 1 >= end { open[record.partition] = nil }
            }
        }
        await reader.close()
        guard open.isEmpty else {
            throw LogError(.retry, code: "history-incomplete", message: "the log fell silent before its end was read")
        }
    }

    /// The last record of each partition that has one; a partition that stays silent is left out.
    func lastRecords(of partitions: [TopicPartition]) async throws -> [TopicPartition: Record] {
        let ranges = try await offsets(of: partitions).filter { !$0.value.isEmpty }
        guard !ranges.isEmpty else { return [:] }
        let reader = try makeReader(from: ranges.mapValues { .offset($0.end - 1) })
        var found: [TopicPartition: Record] = [:]
        var silence = 0
        while found.count < ranges.count, silence < 8, let records = try await reader.next(waiting: .milliseconds(500))
        {
            silence = records.isEmpty ? silence + 1 : 0
            for record in records { found[record.partition] = record }
        }
        await reader.close()
        return found
    }

    /// One record by its place; nil when the log does not have it any more.
    func record(at offset: Int64, of place: TopicPartition) async throws -> Record? {
        guard let range = try await offsets(of: [place])[place], offset >= range.earliest, offset < range.end else {
            return nil
        }
        let reader = try makeReader(from: [place: .offset(offset)])
        var found: Record?
        for _ in 0..<20 {
            guard let records = try await reader.next(waiting: .milliseconds(500)) else { break }
            if let first = records.first {
                found = first.offset == offset ? first : nil
                break
            }
        }
        await reader.close()
        return found
    }
}
