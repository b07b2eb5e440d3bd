import EventContracts
import EventLog

/// Reads the last records of partitions when somebody asks, without a group and no further than they reach now.
///
/// Each reading is a client of the log of its own, so only so many go on at once; and of each record only what is asked
/// for stays in memory.
struct LogTail: Sendable {
    struct Tail<Element: Sendable>: Sendable {
        var elements: [Element] = []
        /// Records that were looked at.
        var count = 0
        /// Older records were left out.
        var isCut = false
    }

    /// Nobody waits longer for a page.
    static let limit = Duration.seconds(4)

    let log: any EventLog
    private let open = Allowance(GatewayLimits.logReadings)

    init(log: any EventLog) { self.log = log }

    /// Every partition of a topic; nil when the log knows no such topic, which is not the same as an empty one.
    func partitions(of topic: TopicName) async throws -> [TopicPartition]? {
        guard let count = try await log.partitionCount(of: topic), count > 0 else { return nil }
        return (0..<Int32(count)).map { TopicPartition(topic, $0) }
    }

    /// - Parameters:
    ///   - most: records of each partition.
    ///   - take: what is kept of a record.
    ///
    /// Throws `LogError` when the log does not give them in time, or when as many read as may.
    func read<Element: Sendable>(
        _ partitions: [TopicPartition], most: Int64, _ take: @Sendable (Record) -> Element?
    ) async throws -> Tail<Element> {
        guard open.take() else {
            throw LogError(.retry, code: "too-many-readings", message: "as many read the log as may")
        }
        defer { open.giveBack() }
        let ranges = try await log.offsets(of: partitions).filter { !$0.value.isEmpty }
        var tail = Tail<Element>(isCut: ranges.values.contains { $0.end - $0.earliest > most })
        guard !ranges.isEmpty else { return tail }
        let reader = try log.makeReader(from: ranges.mapValues { .offset(max($0.earliest, $0.end - most)) })
        do {
            try await read(reader, towards: ranges.mapValues(\.end), into: &tail, take)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        return tail
    }

    private func read<Element: Sendable>(
        _ reader: any LogReader, towards ends: [TopicPartition: Int64], into tail: inout Tail<Element>,
        _ take: @Sendable (Record) -> Element?
    ) async throws {
        var missing = ends
        let deadline = ContinuousClock.now + LogTail.limit
        while !missing.isEmpty, let records = try await reader.next(waiting: .milliseconds(250)) {
            for record in records {
                guard let end = ends[record.partition] else { continue }
                if record.offset < end {
                    tail.count += 1
                    if let element = take(record) { tail.elements.append(element) }
                }
                if record.offset + 1 >= end { missing[record.partition] = nil }
            }
            // Whoever asked has long been told; this must not go on for nobody.
            guard ContinuousClock.now < deadline else {
                throw LogError(.retry, code: "too-slow", message: "the log did not give its records in time")
            }
        }
    }
}
