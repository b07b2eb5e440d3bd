import KnowledgeFiles
import MedicationDomain

@testable import Prescribing

/// The cases beside the rules, played once through intake and charting.
enum Scenarios {
    static let all = Result { try ScenarioReading.scenarios(in: source) }
    static let runs = Result {
        let (intake, policy) = (try hospitalIntake(), try judgementPolicy())
        return try all.get().map { try ScenarioRun($0, intake: intake, policy: policy) }
    }

    static func named(_ name: String) throws -> ScenarioRun? { try runs.get().first { $0.scenario.name == name } }
}
