import EventContracts
public import EventLog
import MedicationDomain

extension EventLog {
    /// Reads partitions from their beginning (or from the offset named) to the end they have now, record by record;
    /// returns these ends.
    @discardableResult
    public func readAll(
        _ partitions: [TopicPartition], from starts: [TopicPartition: Int64] = [:], _ body: (Record) -> Void
    ) async throws -> [TopicPartition: Int64] {
        let ranges = try await offsets(of: partitions)
        let ends = ranges.mapValues(\.end)
        var places: [TopicPartition: StartOffset] = [:]
        for (place, range) in ranges {
            let start = max(range.earliest, starts[place] ?? range.earliest)
            if start < range.end { places[place] = .offset(start) }
        }
        guard !places.isEmpty else { return ends }
        let reader = try makeReader(from: places)
        var open = ends.filter { places[$0.key] != nil }
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
        return ends
    }

    /// The last record of each partition that has one.
    ///
    /// Compaction and control records leave holes, so reading begins a little before the end. Throws `.retry` when a
    /// partition that has something says nothing.
    func lastRecords(of partitions: [TopicPartition]) async throws -> [TopicPartition: Record] {
        let ranges = try await offsets(of: partitions).filter { !$0.value.isEmpty }
        guard !ranges.isEmpty else { return [:] }
        let reader = try makeReader(from: ranges.mapValues { .offset(max($0.earliest, $0.end - 16)) })
        var found: [TopicPartition: Record] = [:]
        var (silence, open) = (0, Set(ranges.keys))
        while !open.isEmpty, silence < 8, let records = try await reader.next(waiting: .milliseconds(500)) {
            silence = records.isEmpty ? silence + 1 : 0
            for record in records {
                found[record.partition] = record
                if record.offset + 1 >= ranges[record.partition]?.end ?? 0 { open.remove(record.partition) }
            }
        }
        await reader.close()
        guard found.count == ranges.count else {
            throw LogError(.retry, code: "history-incomplete", message: "the log did not show its last records")
        }
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
