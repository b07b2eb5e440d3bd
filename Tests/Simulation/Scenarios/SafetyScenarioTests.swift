import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

/// The published scenarios (`Benchmarks/Scenarios`): everything that must alert does, and nothing else interrupts.
@Suite(.serialized) struct SafetyScenarioTests {
    /// `make score` has the table written there.
    private let report = ProcessInfo.processInfo.environment["TITRATE_SCORE_REPORT"]

    @Test(.timeLimit(.minutes(10))) func everyScenarioEndsAsWritten() async throws {
        let score = SafetyScore(outcomes: try await SafetyScenarioPlayer(try SafetyScenario.all.get()).play())
        if let report { try score.table.write(toFile: report, atomically: true, encoding: .utf8) }
        // By a name of its own: the whole score would be printed with it.
        let isPerfect = score.isPerfect
        #expect(isPerfect, "\(score.table)")
        #expect(score.outcomes.count == (try SafetyScenario.all.get()).count)
    }

    @Test func theSetIsLargeEnoughInEveryCategory() throws {
        let scenarios = try SafetyScenario.all.get()
        let sizes = Dictionary(grouping: scenarios, by: \.category).mapValues(\.count)
        #expect(scenarios.filter { $0.category != .nuisance }.count >= 150)
        #expect(sizes[.nuisance] ?? 0 >= 100)
        for category in SafetyScenario.Category.allCases { #expect(sizes[category] ?? 0 >= 5, "\(category)") }
    }

    @Test func whatIsMisspeltIsRefusedWithItsLine() throws {
        let text = """
            category: renal
            scenarios:
              - id: x
                title: x
                source: x
                expcet: []
            """
        let error = try #require(throws: KnowledgeError.self) {
            try SafetyScenario.read(.embedded(["Knowledge/renal.yaml": text]))
        }
        #expect(error.line == 6)
    }

    /// A score that cannot fall would show nothing.
    @Test func whatIsMissedOrSaidForNothingCosts() throws {
        var scenario = try #require(try SafetyScenario.all.get().first { $0.category == .drugDrug })
        #expect(scenario.difference(from: []) != nil)
        scenario.expected = []
        #expect(scenario.difference(from: []) == nil)
        let alert = Alert(
            alertId: "x", patientId: "x", kind: .dose, severity: .major, interruptive: true, summary: "", detail: "",
            rule: RuleReference(id: "x", version: "1", evidence: .house, citations: []),
            raisedAt: Instant(millisecondsSince1970: 0))
        #expect(scenario.difference(from: [alert]) != nil)
    }
}
