import EventContracts
import EventLog
import Foundation
import MedicationDomain

/// What services keep in memory: doing nothing, at a steady rate, and while a backlog is worked off.
struct MemoryRun: Sendable {
    struct Sample: Codable, Hashable, Sendable {
        var service: String
        /// Megabytes of a million bytes, resident.
        var idle: Double
        /// The most that was seen at the steady rate.
        var underLoad: Double
        /// The most since it began to work off the backlog.
        var draining: Double
    }

    /// What the whole suite may take, by service, in megabytes.
    static let goals = (idle: 30.0, underLoad: 120.0, draining: 250.0)
    static let services: [ServiceName] = [.prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance]
    private static let settling: Duration = .seconds(4)
    private static let loadSeconds = 15.0

    let laboratory: Laboratory
    let settings: BenchSettings
    let feed: HospitalFeed
    let tell: @Sendable (String) -> Void

    func measure() async throws -> (samples: [Sample], check: IntegrityCheck) {
        var programs = try await start()
        do {
            try await Task.sleep(for: Self.settling)
            let idle = try programs.map { try $0.tree().residentMegabytes }
            let before = try await laboratory.end(of: .prescribingEvents)
            tell("memory at \(Int(settings.rate)) records a second")
            let steady = min(settings.events, Int(settings.rate * Self.loadSeconds))
            let underLoad = try await load(feed.records(0..<steady, on: .hospitalEvents), programs)
            try await settle(before + steady)
            for program in programs { laboratory.stop(program) }
            tell("memory while a backlog is worked off")
            let waiting = backlog(from: steady)
            try await laboratory.feeder.send(waiting) { 0 }
            programs = try await start()
            try await settle(before + steady + waiting.count)
            let draining = try programs.map { try $0.tree().peakMegabytes }
            let found = try await laboratory.end(of: .prescribingEvents) - before
            for program in programs { laboratory.stop(program) }
            let samples = Self.services.indices.map {
                Sample(
                    service: Self.services[$0].rawValue, idle: idle[$0], underLoad: underLoad[$0],
                    draining: draining[$0])
            }
            let check = IntegrityCheck(
                "memory: orders that came of the records", expected: steady + waiting.count, found: found)
            return (samples, check)
        } catch {
            for program in programs { laboratory.stop(program) }
            throw error
        }
    }

    /// As much as the broker keeps unread.
    private func backlog(from begin: Int) -> [OutgoingRecord] {
        let records = feed.records(begin..<(begin + settings.events), on: .hospitalEvents)
        var count = records.count
        while count > 0, !laboratory.feeder.fits(Array(records.prefix(count))) { count -= max(1, count / 10) }
        return Array(records.prefix(count))
    }

    private func start() async throws -> [ServiceProgram] {
        var programs: [ServiceProgram] = []
        do {
            for service in Self.services { programs.append(try await laboratory.startService(service)) }
        } catch {
            for program in programs { laboratory.stop(program) }
            throw error
        }
        return programs
    }

    private func load(_ records: [OutgoingRecord], _ programs: [ServiceProgram]) async throws -> [Double] {
        var most = programs.map { _ in 0.0 }
        let step = max(1, Int(settings.rate / 20))
        let begin = ContinuousClock.now
        for start in stride(from: 0, to: records.count, by: step) {
            try await Task.sleep(until: begin + .seconds(Double(start) / settings.rate), clock: .continuous)
            try await laboratory.producer.append(Array(records[start..<min(start + step, records.count)]))
            for (index, program) in programs.enumerated() {
                most[index] = max(most[index], try program.tree().residentMegabytes)
            }
        }
        return most
    }

    /// Until all of it has become orders, and what follows from them has had its time.
    private func settle(_ orders: Int) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while try await laboratory.end(of: .prescribingEvents) < orders {
            guard ContinuousClock.now < end else {
                let found = try await laboratory.end(of: .prescribingEvents)
                throw BenchError.stalled("the suite", done: found, of: orders)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await Task.sleep(for: Self.settling)
    }
}
