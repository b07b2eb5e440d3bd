import EventContracts
import EventLog
import Synchronization

/// Sends records at a steady pace and waits for what each of them leads to.
struct LatencyRun: Sendable {
    struct Sample: Codable, Hashable, Sendable {
        let p50Milliseconds: Double
        let p99Milliseconds: Double
        let seen: Int
    }

    let producer: any LogProducer
    let follower: OutputFollower
    let rate: Double

    /// From the call that produces a record to the moment a consumer holds the record it led to.
    ///
    /// No record waits for the acknowledgement of the one before, so a slow one does not thin out the load.
    func measure(_ records: [OutgoingRecord], causes: [String]) async throws -> Sample {
        let sent = SentTimes()
        let begin = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, record) in records.enumerated() {
                try await Task.sleep(until: begin + .seconds(Double(index) / rate), clock: .continuous)
                sent.note(causes[index], at: .now)
                group.addTask { try await producer.append([record]) }
            }
            try await group.waitForAll()
        }
        let sightings = try await follower.sightings(following: Set(causes), within: .seconds(20))
        let times = sent.times
        let milliseconds = sightings.compactMap { sighting in
            sighting.correlation.flatMap { times[$0] }.map { (sighting.at - $0).inSeconds * 1000 }
        }
        guard let middle = Spread.percentile(0.5, of: milliseconds),
            let late = Spread.percentile(0.99, of: milliseconds)
        else { throw BenchError.stalled("the way back", done: 0, of: records.count) }
        return Sample(p50Milliseconds: middle, p99Milliseconds: late, seen: milliseconds.count)
    }
}

private final class SentTimes: Sendable {
    private let state: Mutex<[String: ContinuousClock.Instant]> = Mutex([:])
    var times: [String: ContinuousClock.Instant] { state.withLock { $0 } }
    func note(_ cause: String, at instant: ContinuousClock.Instant) { state.withLock { $0[cause] = instant } }
}
