import EventContracts
import EventLog
import Foundation

/// Feeds a program, and stops the time when it has read, published and had acknowledged all of it.
struct ThroughputRun: Sendable {
    struct Sample: Codable, Hashable, Sendable {
        let recordsPerSecond: Double
        /// How fast the records could be brought to the log.
        let fedPerSecond: Double
        let microsecondsPerRecord: Double
        /// The program was held until everything was in the log, so that the feeder took nothing from it.
        let isFedAhead: Bool
    }

    private static let stallLimit: Duration = .seconds(60)
    /// Longer than it takes to feed so many, a member of a group must not be silent.
    static let aheadLimit = 40_000

    let program: any MeasuredProgram
    let feeder: Feeder

    /// From the moment the program is let go, or else from the first produce, to the last output's acknowledgement.
    func measure(_ records: [OutgoingRecord], outputs: Int) async throws -> Sample {
        let base = try await program.progress()
        let isAhead = records.count <= Self.aheadLimit && feeder.fits(records)
        return isAhead
            ? try await drain(records, outputs, since: base) : try await keepUp(records, outputs, since: base)
    }

    private func drain(
        _ records: [OutgoingRecord], _ outputs: Int, since base: (read: Int, published: Int)
    ) async throws -> Sample {
        let tree = try program.tree()
        tree.send(SIGSTOP)
        let fed: Duration
        do {
            let begin = ContinuousClock.now
            // All of it fits, so nobody is asked how much has been read.
            try await feeder.send(records) { 0 }
            fed = ContinuousClock.now - begin
        } catch {
            tree.send(SIGCONT)
            throw error
        }
        let cpu = try program.microseconds()
        let begin = ContinuousClock.now
        tree.send(SIGCONT)
        let took = try await finish(records.count, outputs, since: base, from: begin)
        return sample(records.count, took, fed, try program.microseconds() - cpu, isFedAhead: true)
    }

    private func keepUp(
        _ records: [OutgoingRecord], _ outputs: Int, since base: (read: Int, published: Int)
    ) async throws -> Sample {
        let cpu = try program.microseconds()
        let begin = ContinuousClock.now
        async let feeding: Duration = feed(records, since: base.read, from: begin)
        let took = try await finish(records.count, outputs, since: base, from: begin)
        let used = try program.microseconds() - cpu
        return sample(records.count, took, try await feeding, used, isFedAhead: false)
    }

    private func sample(
        _ records: Int, _ took: Duration, _ fed: Duration, _ microseconds: Double, isFedAhead: Bool
    ) -> Sample {
        let count = Double(records)
        return Sample(
            recordsPerSecond: count / took.inSeconds, fedPerSecond: count / fed.inSeconds,
            microsecondsPerRecord: microseconds / count, isFedAhead: isFedAhead)
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
