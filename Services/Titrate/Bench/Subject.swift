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
    private let shelf: FeedShelf
    private var fed = 0
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
        shelf: FeedShelf
    ) {
        (self.laboratory, self.part, self.program) = (laboratory, part, program)
        (self.settings, self.shelf) = (settings, shelf)
    }

    /// In stretches, so that a million patients need not be in memory at once.
    mutating func warmUp(_ count: Int? = nil) async throws {
        let count = count ?? settings.warmUpEvents
        while fed < count { _ = try await send(min(settings.events, count - fed)) }
    }

    mutating func throughput() async throws -> ThroughputRun.Sample { try await send(settings.events) }

    /// The most memory it has taken so far.
    func peakMegabytes() throws -> Double { try program.tree().peakMegabytes }

    /// Counts in are counts out, nothing was refused or dropped, and every alert is the one that was to be expected.
    func checks() async throws -> [IntegrityCheck] {
        guard let before else { return [] }
        let expected = shelf.orders.expectedAlerts(in: 0..<fed)
        let outputs = part.answersEveryRecord ? fed : expected.count
        let name = program.name
        let written = try await laboratory.end(of: program.output) - before.output
        let sightings = try await before.follower?.sightings(atLeast: written, within: .seconds(10)) ?? []
        await before.follower?.close()
        // That nobody hears of the services that do not run here is said, too, of no patient.
        let ofPatients = sightings.filter { !($0.subject ?? "").hasPrefix(PatientID.source("").rawValue) }
        var checks = [
            IntegrityCheck(
                "\(name): records in the input topic", expected: fed,
                found: try await laboratory.end(of: program.input) - before.input),
            IntegrityCheck(
                "\(name): records read, without a gap", expected: fed,
                found: try await program.progress().read - before.read),
            IntegrityCheck(
                "\(name): records in the output topic", expected: outputs,
                found: written - (sightings.count - ofPatients.count)),
        ]
        if part.saysWhichAlerts {
            let seen = ofPatients.map { OrderFeed.ExpectedAlert(cause: $0.cause, type: $0.type) }
            checks.append(
                IntegrityCheck(
                    "\(name): alerts that follow from the orders as built, each once", expected: expected.count,
                    found: seen.count == Set(seen).count ? Set(seen).intersection(expected).count : -seen.count))
        }
        if let service = program as? ServiceProgram {
            checks.append(
                IntegrityCheck(
                    "\(name): records refused or taken for repeats", expected: 0,
                    found: try await service.rejected() - before.rejected))
        }
        return checks
    }

    private mutating func send(_ count: Int) async throws -> ThroughputRun.Sample {
        try await openBooks()
        let range = fed..<(fed + count)
        let records = try await shelf.records(range, for: part, on: program.input)
        let outputs = part.answersEveryRecord ? count : shelf.orders.expectedAlerts(in: range).count
        let run = ThroughputRun(program: program, feeder: laboratory.feeder)
        let sample = try await run.measure(records, outputs: outputs)
        fed = range.upperBound
        return sample
    }

    private mutating func openBooks() async throws {
        guard before == nil else { return }
        before = Before(
            input: try await laboratory.end(of: program.input), output: try await laboratory.end(of: program.output),
            read: try await program.progress().read,
            rejected: try await (program as? ServiceProgram)?.rejected() ?? 0,
            follower: part.saysWhichAlerts
                ? try await OutputFollower(laboratory.log, topic: program.output) : nil)
    }
}

/// The records of the stretch that all programs are fed next, made once for all of them.
actor FeedShelf {
    nonisolated let orders: OrderFeed
    private var kept: (range: Range<Int>, records: [OutgoingRecord])?

    init(_ orders: OrderFeed) { self.orders = orders }

    func records(
        _ range: Range<Int>, for part: BenchSettings.Part, on topic: TopicName
    ) throws -> [OutgoingRecord] {
        if part == .prescribing { return HospitalFeed(orders: orders).records(range, on: topic) }
        if kept?.range != range { kept = (range, try orders.records(range, on: topic)) }
        return (kept?.records ?? []).map { record in
            var record = record
            record.topic = topic
            return record
        }
    }
}
