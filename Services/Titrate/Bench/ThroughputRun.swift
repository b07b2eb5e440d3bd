import EventContracts
import EventLog

/// Feeds a program as fast as it goes, and stops the time when it has read, published and had acknowledged all of it.
struct ThroughputRun: Sendable {
    struct Sample: Codable, Hashable, Sendable {
        let recordsPerSecond: Double
        /// How fast the records could be brought to the log meanwhile.
        let fedPerSecond: Double
        let microsecondsPerRecord: Double
    }

    private static let stallLimit: Duration = .seconds(60)

    let program: any MeasuredProgram
    let feeder: Feeder

    /// From the first produce to the last output's acknowledgement.
    func measure(_ records: [OutgoingRecord], outputs: Int) async throws -> Sample {
        let base = try await program.progress()
        let cpu = try program.microseconds()
        let begin = ContinuousClock.now
        async let feeding: Duration = feed(records, since: base.read, from: begin)
        let took = try await finish(records.count, outputs, since: base, from: begin)
        let used = try program.microseconds() - cpu
        let fed = try await feeding
        let count = Double(records.count)
        return Sample(
            recordsPerSecond: count / took.inSeconds, fedPerSecond: count / fed.inSeconds,
            microsecondsPerRecord: used / count)
    }

    private func feed(
        _ records: [OutgoingRecord], since base: Int, from begin: ContinuousClock.Instant
    ) async throws -> Duration {
        try await feeder.send(records) { try await program.progress().read - base }
        return ContinuousClock.now - begin
    }

    /// Looks more often the nearer the end is, so that looking costs the program little.
    private func finish(
        _ count: Int, _ outputs: Int, since base: (read: Int, published: Int), from begin: ContinuousClock.Instant
    ) async throws -> Duration {
        var last = (done: -1, at: begin)
        while true {
            let progress = try await program.progress()
            let now = ContinuousClock.now
            let (read, published) = (progress.read - base.read, progress.published - base.published)
            if read >= count, published >= outputs { return now - begin }
            if read + published > last.done { last = (read + published, now) }
            guard now - last.at < Self.stallLimit else {
                throw BenchError.stalled(program.name, done: read + published, of: count + outputs)
            }
            _ = try program.microseconds()
            let pause = Self.pause(done: min(read, count) + min(published, outputs), of: count + outputs, now - begin)
            try await Task.sleep(for: pause)
        }
    }

    /// A third of the time that is left at the pace so far, between 2 and 100 ms.
    static func pause(done: Int, of all: Int, _ elapsed: Duration) -> Duration {
        guard done > 0 else { return .milliseconds(20) }
        let left = elapsed.inSeconds * Double(max(0, all - done)) / Double(done)
        return .seconds(min(0.1, max(0.002, left / 3)))
    }
}
