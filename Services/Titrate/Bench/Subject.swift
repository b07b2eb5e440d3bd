import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

/// One measured program with the orders it is fed, and the books on what went in and what must have come out.
struct Subject: Sendable {
    let laboratory: Laboratory
    let part: BenchSettings.Part
    let program: any MeasuredProgram
    private let settings: BenchSettings
    private let feed: OrderFeed
    /// Orders that lead to an alert, every one of them.
    private let alertingFeed: OrderFeed
    private var fed = 0
    private var alertingFed = 0
    private var before: Before?

    /// How things stood when the first record was fed.
    private struct Before: Sendable {
        let input: Int
        let output: Int
        let read: Int
        let rejected: Int
        /// Only where the records themselves are looked at; copies are counted.
        let follower: OutputFollower?
    }

    init(
        laboratory: Laboratory, part: BenchSettings.Part, program: any MeasuredProgram, settings: BenchSettings,
        feedName: String, partitions: Int
    ) {
        (self.laboratory, self.part, self.program, self.settings) = (laboratory, part, program, settings)
        let now = Instant(Date())
        feed = OrderFeed(
            name: feedName, patients: settings.patients, alertEvery: BenchSettings.alertEvery,
            partitionCount: partitions, begin: now)
        alertingFeed = OrderFeed(
            name: "\(feedName)-latency", patients: settings.latencyPatients, alertEvery: 1,
            partitionCount: partitions, begin: now)
    }

    mutating func warmUp() async throws { _ = try await send(settings.warmUpEvents) }

    mutating func throughput() async throws -> ThroughputRun.Sample { try await send(settings.events) }

    /// Every patient begins baclofen; from then on each of their events is about oxycodone.
    mutating func warmUpLatency() async throws {
        try await openBooks()
        let range = 0..<settings.latencyPatients
        let records = try alertingFeed.records(range, on: program.input)
        _ = try await throughputRun.measure(records, outputs: part == .loop ? records.count : 0)
        alertingFed = range.upperBound
        // The path back is warm, too, once it has been gone.
        _ = try await latency()
    }

    /// Latencies, and the processor's microseconds for each record.
    mutating func latency() async throws -> (LatencyRun.Sample, Double) {
        let range = alertingFed..<(alertingFed + settings.latencyEvents)
        let records = try alertingFeed.records(range, on: program.input)
        alertingFed = range.upperBound
        let follower = try await OutputFollower(laboratory.log, topic: program.output)
        let run = LatencyRun(producer: laboratory.producer, follower: follower, rate: settings.rate)
        do {
            let cpu = try program.microseconds()
            let sample = try await run.measure(records, causes: range.map(alertingFeed.eventID))
            let used = try program.microseconds() - cpu
            await follower.close()
            return (sample, used / Double(records.count))
        } catch {
            await follower.close()
            throw error
        }
    }

    /// Counts in are counts out, nothing was refused or dropped, and every alert is the one that was to be expected.
    func checks() async throws -> [IntegrityCheck] {
        guard let before else { return [] }
        let sent = fed + alertingFed
        let expected = feed.expectedAlerts(in: 0..<fed) + alertingFeed.expectedAlerts(in: 0..<alertingFed)
        let outputs = part == .loop ? sent : expected.count
        let name = program.name
        var checks = [
            IntegrityCheck(
                "\(name): records in the input topic", expected: sent,
                found: try await laboratory.end(of: program.input) - before.input),
            IntegrityCheck(
                "\(name): records read, without a gap", expected: sent,
                found: try await program.progress().read - before.read),
            IntegrityCheck(
                "\(name): records in the output topic", expected: outputs,
                found: try await laboratory.end(of: program.output) - before.output),
        ]
        guard let service = program as? ServiceProgram, let follower = before.follower else { return checks }
        let sightings = try await follower.sightings(atLeast: outputs, within: .seconds(10))
        await follower.close()
        let seen = sightings.map { OrderFeed.ExpectedAlert(cause: $0.cause, type: $0.type) }
        checks.append(
            IntegrityCheck(
                "\(name): alerts that follow from the orders as built, each once", expected: expected.count,
                found: seen.count == Set(seen).count ? Set(seen).intersection(expected).count : -seen.count))
        checks.append(
            IntegrityCheck(
                "\(name): records refused or taken for repeats", expected: 0,
                found: try await service.rejected() - before.rejected))
        return checks
    }

    private var throughputRun: ThroughputRun {
        ThroughputRun(
            program: program,
            feeder: Feeder(
                producer: laboratory.producer,
                partitionByteLimit: laboratory.isEmbedded ? Feeder.embeddedPartitionBytes : nil))
    }

    private mutating func send(_ count: Int) async throws -> ThroughputRun.Sample {
        try await openBooks()
        let range = fed..<(fed + count)
        let records = try feed.records(range, on: program.input)
        let outputs = part == .loop ? count : feed.expectedAlerts(in: range).count
        let sample = try await throughputRun.measure(records, outputs: outputs)
        fed = range.upperBound
        return sample
    }

    private mutating func openBooks() async throws {
        guard before == nil else { return }
        before = Before(
            input: try await laboratory.end(of: program.input), output: try await laboratory.end(of: program.output),
            read: try await program.progress().read,
            rejected: try await (program as? ServiceProgram)?.rejected() ?? 0,
            follower: part == .path ? try await OutputFollower(laboratory.log, topic: program.output) : nil)
    }
}
