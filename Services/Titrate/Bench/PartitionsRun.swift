import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// Two partitions beside one, of the whole service on a log in memory: what a second core gains when no broker needs it.
struct PartitionsRun: Sendable {
    static let goal = Comparison.Goal.atLeast(1.7)
    private static let counts = [1, 2]

    let folder: URL
    let settings: BenchSettings
    let tell: @Sendable (String) -> Void

    func measure() async throws -> (figures: [Figure], checks: [IntegrityCheck]) {
        var results: [Int: [RehearsalResult]] = [:]
        var checks: [Int: IntegrityCheck] = [:]
        for run in 0..<settings.runs {
            for count in Self.counts {
                tell("run \(run + 1) of \(settings.runs): interaction-check in memory, partitions: \(count)")
                let (result, check) = try await rehearse(partitions: count)
                results[count, default: []].append(result)
                checks[count] = checks[count].map { $0.adding(check) } ?? check
            }
        }
        return (figures(results), Self.counts.compactMap { checks[$0] })
    }

    func figures(_ results: [Int: [RehearsalResult]]) -> [Figure] {
        let rates = results.mapValues { $0.map { Double(settings.events) / $0.seconds } }
        let costs = results.mapValues { $0.map { $0.microseconds / Double(settings.events) } }
        let (one, two) = (rates[1] ?? [], rates[2] ?? [])
        let gains = zip(two, one).map { $0 / $1 }
        return [
            Figure(.partitions, "one partition in memory", .recordsPerSecond, one),
            Figure(.partitions, "two partitions in memory", .recordsPerSecond, two),
            Figure(.partitions, "one partition in memory", .microseconds, costs[1] ?? []),
            Figure(.partitions, "two partitions in memory", .microseconds, costs[2] ?? []),
            Figure(.partitions, "two partitions to one, rate", .ratio, gains, goal: Self.goal),
        ].compactMap { $0 }
    }

    private func rehearse(partitions: Int) async throws -> (RehearsalResult, IntegrityCheck) {
        let orders = BenchCourse.orders(settings, partitions: partitions)
        let (first, last) = (settings.warmUpEvents, settings.warmUpEvents + settings.events)
        let place = folder.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let script = place.appending(path: "script.json")
        try RehearsalScript(
            partitions: partitions, settled: orders.records(0..<first, on: .prescribingEvents),
            measured: orders.records(first..<last, on: .prescribingEvents)
        ).write(to: script)
        let result = try await Self.play(script, data: place)
        // What is refused is no answer to any order, so it makes the counts differ.
        let said = result.outputs.filter { !$0.subject.hasPrefix(PatientID.source("").rawValue) }
            .map { OrderFeed.ExpectedAlert(cause: $0.cause, type: EventType(rawValue: $0.type)) }
        let expected = orders.expectedAlerts(in: first..<last)
        let found = said.count == Set(said).count ? Set(said).intersection(expected).count : -said.count
        return (
            result,
            IntegrityCheck(
                "in memory, \(partitions) partition\(partitions == 1 ? "" : "s"): alerts that follow, each once",
                expected: expected.count, found: said.count == found ? found : -said.count)
        )
    }

    private static func play(_ script: URL, data: URL) async throws -> RehearsalResult {
        let name = ServiceName.interactionCheck.rawValue
        let output = data.appending(path: "result.json")
        let process = SuiteProcess(
            name: name, executable: Suite.executable(name),
            arguments: ["serve", "--rehearse", script.path, "--data", data.path], log: output)
        try process.start()
        defer { process.stop(within: 2) }
        let end = ContinuousClock.now + .seconds(300)
        while process.isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        let text = FileManager.default.contents(atPath: output.path) ?? Data()
        guard let result = try? JSONDecoder().decode(RehearsalResult.self, from: text) else {
            throw BenchError.childDidNotStart(name, log: String(decoding: text.suffix(2000), as: UTF8.self))
        }
        return result
    }
}
