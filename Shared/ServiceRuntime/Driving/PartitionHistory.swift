public import EventContracts
public import EventLog

/// What stands on one partition number of a service's inputs, read without a group and without leaving a trace.
public struct PartitionHistory {
    /// Records taken from the queues in one go.
    private static let batch = 500
    private static let batchBytes = 4 * 1024 * 1024
    /// Half a second each: silence is no end, so a log that says nothing for that long is given up.
    private static let longestSilence = 20

    private let log: any EventLog
    private let inputs: [TopicName]
    private let partition: Int32

    public init(of inputs: [TopicName], partition: Int32, in log: any EventLog) {
        (self.inputs, self.partition, self.log) = (inputs, partition, log)
    }

    /// Hands over every record up to the ends that the log has now, in the order in which a rebuild applies them, and
    /// returns how many there were.
    ///
    /// One reader for each input, asked only when its records are needed next: a long input does not pile up while a
    /// short one is awaited.
    @discardableResult
    public func read(_ body: (Record) throws -> Void) async throws -> Int {
        let places = inputs.map { TopicPartition($0, partition) }
        let ranges = try await log.offsets(of: places)
        var (ends, next): ([TopicName: Int64], [TopicName: Int64]) = ([:], [:])
        for (place, range) in ranges { (ends[place.topic], next[place.topic]) = (range.end, range.earliest) }
        var queues = InputQueues(ends: ends, positions: next)
        var readers: [TopicName: any LogReader] = [:]
        for place in places {
            if let range = ranges[place], !range.isEmpty {
                readers[place.topic] = try log.makeReader(from: [place: .offset(range.earliest)])
            }
        }
        do {
            let count = try await drain(&queues, readers, ends, &next, body)
            for reader in readers.values { await reader.close() }
            return count
        } catch {
            for reader in readers.values { await reader.close() }
            throw error
        }
    }

    private func drain(
        _ queues: inout InputQueues, _ readers: [TopicName: any LogReader], _ ends: [TopicName: Int64],
        _ next: inout [TopicName: Int64], _ body: (Record) throws -> Void
    ) async throws -> Int {
        var count = 0
        while true {
            let records = queues.next(atMost: Self.batch, bytes: Self.batchBytes)
            for record in records { try body(record) }
            count += records.count
            guard records.isEmpty else { continue }
            let short = queues.topics.filter { queues.count(of: $0) == 0 && (next[$0] ?? 0) < (ends[$0] ?? 0) }
            guard !short.isEmpty else { return count }
            for topic in short {
                guard let reader = readers[topic], let end = ends[topic] else { continue }
                let found = try await self.records(from: reader, before: end)
                next[topic] = found.last.map { $0.offset + 1 } ?? end
                queues.append(found)
                // The last offsets of a partition may hold no records.
                if found.isEmpty { queues.noteEnd(of: topic, at: end) }
            }
        }
    }

    /// The reader's next records below the end; none when it has passed the end.
    private func records(from reader: any LogReader, before end: Int64) async throws -> [Record] {
        for _ in 0..<Self.longestSilence {
            guard let records = try await reader.next(waiting: .milliseconds(500)) else { break }
            if !records.isEmpty { return Array(records.prefix { $0.offset < end }) }
        }
        throw LogError(.retry, code: "history-incomplete", message: "the log fell silent before its end was read")
    }
}
