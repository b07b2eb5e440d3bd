import EventContracts
import EventLog
import MedicationDomain
import TestSupport

/// Plays scenarios through the four services, each for a patient of its own, over one log in memory.
struct SafetyScenarioPlayer {
    struct Outcome: Sendable {
        var scenario: SafetyScenario
        /// What interrupts somebody.
        var interruptions: [String]
        /// In words; nil when all is as written.
        var difference: String?
    }

    /// A Wednesday without a holiday near it.
    static let start = CalendarDay(year: 2026, month: 12, day: 2).map { $0.start + .hours(9) }
    /// So many records are given to the services before they are waited for.
    private static let batch = 200

    let suite: RunningServices
    let scenarios: [SafetyScenario]

    init(_ scenarios: [SafetyScenario]) throws {
        self.scenarios = scenarios
        suite = try RunningServices(partitions: 2, startingAt: Self.start ?? Plan.start, batchRecords: 100)
    }

    /// One outcome per scenario, in the order of the files.
    func play() async throws -> [Outcome] {
        suite.start()
        let records = scenarios.map { SafetyScenarioRecords(scenario: $0, now: suite.clock.now) }
        try await publish(records.flatMap(\.documents))
        var outcomes: [String: Outcome] = [:]
        var waited = Span.zero
        for wait in Set(scenarios.map(\.wait)).sorted() {
            suite.clock.advance(by: .milliseconds(wait.milliseconds - waited.milliseconds))
            waited = wait
            let due = records.filter { $0.scenario.wait == wait }
            if wait > .zero { try await publish(due.map(\.reminder)) }
            let open = Dictionary(grouping: try suite.alerts.filter { $0.status != .resolved }) {
                $0.patientId.rawValue
            }
            for scenario in due.map(\.scenario) {
                outcomes[scenario.id] = Self.outcome(of: scenario, open[scenario.id] ?? [])
            }
        }
        try await suite.stop()
        return scenarios.compactMap { outcomes[$0.id] }
    }

    private func publish(_ documents: [[UInt8]]) async throws {
        var rest = documents[...]
        while !rest.isEmpty {
            try await suite.publish(Array(rest.prefix(Self.batch)))
            rest = rest.dropFirst(Self.batch)
        }
    }

    private static func outcome(of scenario: SafetyScenario, _ alerts: [Alert]) -> Outcome {
        Outcome(
            scenario: scenario, interruptions: alerts.filter(\.interruptive).map { "\($0.rule.id)" }.sorted(),
            difference: scenario.difference(from: alerts))
    }
}
