import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

/// The gateway by its own address: documents of hospitals coming in, and the list of open alerts when it is long.
struct GatewayRuns: Sendable {
    static let intakeGoal = Comparison.Goal.atLeast(5_000)
    static let worklistGoal = Comparison.Goal.atMost(20)
    /// What the goal of the list is set for.
    static let goalAlerts = 100_000
    /// As many documents as the gateway receives at the same time.
    static let connections = 16

    let laboratory: Laboratory
    let settings: BenchSettings
    let partitions: Int
    let tell: @Sendable (String) -> Void

    func measureIntake() async throws -> (figures: [Figure], checks: [IntegrityCheck]) {
        let gateway = try await laboratory.startGateway()
        defer { laboratory.stop(gateway.program) }
        let load = HTTPLoad(port: gateway.port, connections: Self.connections)
        let feed = HospitalFeed(orders: BenchCourse.orders(settings, partitions: partitions))
        func requests(_ range: Range<Int>) -> [[UInt8]] {
            feed.records(range, on: .hospitalEvents).map {
                HTTPLoad.post("/fhir", $0.message.value ?? [], type: "application/fhir+json", port: gateway.port)
            }
        }
        let before = try await laboratory.end(of: .hospitalEvents)
        let warmUp = settings.requests / 4
        var sent = warmUp
        var accepted = try await load.run(requests(0..<warmUp)).statuses[202] ?? 0
        var (rates, late, costs): ([Double], [Double], [Double]) = ([], [], [])
        for run in 0..<settings.runs {
            tell("run \(run + 1) of \(settings.runs): POST /fhir")
            let batch = requests(sent..<(sent + settings.requests))
            let cpu = try gateway.program.microseconds()
            let outcome = try await load.run(batch)
            costs.append((try gateway.program.microseconds() - cpu) / Double(batch.count))
            sent += batch.count
            accepted += outcome.statuses[202] ?? 0
            rates.append(Double(batch.count) / outcome.seconds)
            late += Spread.percentile(0.99, of: outcome.milliseconds).map { [$0] } ?? []
        }
        let written = try await laboratory.end(of: .hospitalEvents) - before
        let figures = [
            Figure(.intake, "POST /fhir", .requestsPerSecond, rates, goal: Self.intakeGoal),
            Figure(.intake, "POST /fhir, p99", .milliseconds, late),
            Figure(.intake, "POST /fhir, the gateway", .microseconds, costs),
        ].compactMap { $0 }
        return (
            figures,
            [
                IntegrityCheck("POST /fhir: documents accepted", expected: sent, found: accepted),
                IntegrityCheck("POST /fhir: records in the log", expected: sent, found: written),
            ]
        )
    }

    func measureWorklist() async throws -> (figures: [Figure], checks: [IntegrityCheck]) {
        let gateway = try await laboratory.startGateway()
        defer { laboratory.stop(gateway.program) }
        let load = HTTPLoad(port: gateway.port, connections: 1)
        let before = try await total(load)
        tell("worklist: \(settings.openAlerts) alerts")
        let alerts = InventedAlerts(begin: Instant(Date()))
        for begin in stride(from: 0, to: settings.openAlerts, by: 10_000) {
            let end = min(settings.openAlerts, begin + 10_000)
            try await laboratory.feeder.send(try alerts.records(begin..<end)) { try await total(load) - before - begin }
            try await wait(for: before + end, load)
        }
        var late: [String: [Double]] = [:]
        var answered = 0
        for run in 0..<settings.runs {
            for (name, path) in Self.questions {
                tell("run \(run + 1) of \(settings.runs): \(name)")
                let request = HTTPLoad.get(path, port: gateway.port)
                let outcome = try await load.run(Array(repeating: request, count: settings.queries))
                answered += outcome.statuses[200] ?? 0
                late[name, default: []] += Spread.percentile(0.99, of: outcome.milliseconds).map { [$0] } ?? []
            }
        }
        let isMeant = settings.openAlerts >= Self.goalAlerts
        let figures = Self.questions.compactMap { name, _ in
            Figure(
                .worklist, "\(name), \(settings.openAlerts) open, p99", .milliseconds, late[name] ?? [],
                goal: isMeant ? Self.worklistGoal : nil)
        }
        let asked = settings.runs * settings.queries * Self.questions.count
        return (
            figures,
            [
                IntegrityCheck("worklist: questions answered", expected: asked, found: answered),
                IntegrityCheck(
                    "worklist: alerts that stand open", expected: before + settings.openAlerts,
                    found: try await total(load)),
            ]
        )
    }

    private static let questions = [
        ("worklist", "/alerts"), ("its 20th page", "/alerts?offset=2000"),
        ("worklist of one severity", "/alerts?severity=moderate"), ("by patient", "/alerts?group=patient"),
    ]

    private func wait(for count: Int, _ load: HTTPLoad) async throws {
        let end = ContinuousClock.now + .seconds(120)
        var found = try await total(load)
        while found < count {
            guard ContinuousClock.now < end else { throw BenchError.stalled("the gateway", done: found, of: count) }
            try await Task.sleep(for: .milliseconds(50))
            found = try await total(load)
        }
    }

    private func total(_ load: HTTPLoad) async throws -> Int {
        struct Page: Decodable { var total: Int }
        let outcome = try await load.run([HTTPLoad.get("/alerts?limit=1", port: load.port)])
        return try JSONDecoder().decode(Page.self, from: Data(outcome.lastBody)).total
    }
}
