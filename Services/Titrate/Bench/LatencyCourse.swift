import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

/// What a record of a hospital's goes through, by one way: the services, or as many bare loops.
struct LatencyCourse: Sendable {
    let laboratory: Laboratory
    let name: String
    /// Those whose processor time it costs.
    let programs: [any MeasuredProgram]
    let input: TopicName
    let output: TopicName
    private let settings: BenchSettings
    private let feed: OrderFeed
    private var sent = 0
    private var seen = 0
    private var measured = 0

    init(
        laboratory: Laboratory, name: String, programs: [any MeasuredProgram], settings: BenchSettings,
        partitions: Int
    ) {
        (self.laboratory, self.name, self.programs, self.settings) = (laboratory, name, programs, settings)
        input = programs[0].input
        output = programs[programs.count - 1].output
        // Each event after a patient's first leads to an alert. The name is short, as the ids of FHIR resources are.
        feed = OrderFeed(
            name: UUID().uuidString.prefix(8).lowercased(), patients: settings.latencyPatients, alertEvery: 1,
            partitionCount: partitions, begin: Instant(Date()))
    }

    /// Puts every patient on baclofen, and goes the whole way once.
    mutating func warmUp() async throws {
        sent = settings.latencyPatients
        let records = HospitalFeed(orders: feed).records(0..<sent, on: input)
        try await laboratory.producer.append(records)
        _ = try await run()
    }

    /// Latencies, and the processor's microseconds for each record.
    mutating func run() async throws -> (LatencyRun.Sample, Double) {
        let range = sent..<(sent + settings.latencyEvents)
        let records = HospitalFeed(orders: feed).records(range, on: input)
        sent = range.upperBound
        let follower = try await OutputFollower(laboratory.log, topic: output)
        let run = LatencyRun(producer: laboratory.producer, follower: follower, rate: settings.rate)
        do {
            let cpu = try microseconds()
            let sample = try await run.measure(records, causes: range.map(feed.eventID))
            let used = try microseconds() - cpu
            await follower.close()
            measured += records.count
            seen += sample.seen
            return (sample, used / Double(records.count))
        } catch {
            await follower.close()
            throw error
        }
    }

    var check: IntegrityCheck {
        IntegrityCheck("\(name): records that were followed to their end, each once", expected: measured, found: seen)
    }

    private func microseconds() throws -> Double { try programs.reduce(0) { try $0 + $1.microseconds() } }
}
