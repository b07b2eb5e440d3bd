import EventContracts
import EventLog
import Synchronization

/// Reads what comes out of a program, from now on, and notes when it was seen.
final class OutputFollower: Sendable {
    struct Sighting: Sendable {
        /// The event that led to the record.
        let cause: String
        /// What the first record of the chain said of itself.
        let correlation: String?
        let type: EventType
        /// The patient it is about.
        var subject: String?
        let at: ContinuousClock.Instant
    }

    private struct State {
        var sightings: [Sighting] = []
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let reader: any LogReader
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

    init(_ log: any EventLog, topic: TopicName) async throws {
        guard let count = try await log.partitionCount(of: topic) else { throw BenchError.noTopic(topic) }
        let ends = try await log.offsets(of: (0..<Int32(count)).map { TopicPartition(topic, $0) })
        reader = try log.makeReader(from: ends.mapValues { .offset($0.end) })
        let work = Task { [weak self, reader] in
            do {
                while let records = try await reader.next(waiting: .milliseconds(100)), !Task.isCancelled {
                    self?.note(records)
                }
            } catch {
                self?.state.withLock { $0.failure = error }
            }
        }
        task.withLock { $0 = work }
    }

    /// All sightings once there are so many; those there are when the time is over.
    func sightings(atLeast count: Int, within limit: Duration) async throws -> [Sighting] {
        let end = ContinuousClock.now + limit
        while true {
            let (found, failure) = state.withLock { ($0.sightings, $0.failure) }
            if let failure { throw failure }
            if found.count >= count || ContinuousClock.now > end { return found }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What followed from these records, once something has from each; as much as there is when the time is over.
    func sightings(following records: Set<String>, within limit: Duration) async throws -> [Sighting] {
        let end = ContinuousClock.now + limit
        while true {
            let found = try await sightings(atLeast: 0, within: .zero)
                .filter { $0.correlation.map(records.contains) ?? false }
            if found.count >= records.count || ContinuousClock.now > end { return found }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func close() async {
        task.withLock { $0 }?.cancel()
        await reader.close()
    }

    private func note(_ records: [Record]) {
        let now = ContinuousClock.now
        let seen = records.compactMap { record -> Sighting? in
            // A copy of the loop carries the id of its original, an announcement names its cause.
            guard let type = record.message.header("ce_type"),
                let cause = record.message.header("ce_causationid") ?? record.message.header("ce_id")
            else { return nil }
            return Sighting(
                cause: cause, correlation: record.message.header("ce_correlationid"), type: EventType(rawValue: type),
                subject: record.message.header("ce_subject"), at: now)
        }
        state.withLock { $0.sightings += seen }
    }
}
