import Foundation

/// What came of the published scenarios, by category.
struct SafetyScore: Sendable {
    let outcomes: [SafetyScenarioPlayer.Outcome]

    var isPerfect: Bool { outcomes.allSatisfy { $0.difference == nil } && nuisanceInterruptions == 0 }

    private var nuisance: [SafetyScenarioPlayer.Outcome] { outcomes.filter { $0.scenario.category == .nuisance } }
    var nuisanceInterruptions: Int { nuisance.filter { !$0.interruptions.isEmpty }.count }

    /// `renal  21/21`, a line per category, then what interrupts for nothing and what differs.
    var table: String {
        let alerting = outcomes.filter { $0.scenario.category != .nuisance }
        var lines = ["category          caught/all"]
        for category in SafetyScenario.Category.allCases where category != .nuisance {
            lines.append(line(category.rawValue, alerting.filter { $0.scenario.category == category }))
        }
        lines.append(line("all", alerting))
        lines.append("nuisance orders that interrupt: \(nuisanceInterruptions) of \(nuisance.count)")
        for outcome in outcomes {
            guard let difference = outcome.difference else { continue }
            let scenario = outcome.scenario
            lines.append("differs  \(scenario.id): \(difference) [\(scenario.source)] \(scenario.place)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ name: String, _ outcomes: [SafetyScenarioPlayer.Outcome]) -> String {
        let caught = outcomes.filter { $0.difference == nil }.count
        return name.padding(toLength: 18, withPad: " ", startingAt: 0) + "\(caught)/\(outcomes.count)"
    }
}
