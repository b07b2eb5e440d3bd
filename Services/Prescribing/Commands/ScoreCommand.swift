import ArgumentParser
import Foundation
import KnowledgeFiles
import MedicationDomain
import ServiceHost

/// Plays the cases beside the rules through intake and judgement, and says how many come out as their sources say.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Play the cases beside the dose rules and compare the verdicts.",
        discussion: "Exit code 0: all as expected, 1: at least one differs, 2: rules or cases cannot be read.")

    @Option(help: "A folder of knowledge files, with its cases, in place of the built-in ones.")
    var knowledge: String?

    func run() throws {
        let values = SettingValues(
            knowledgeDirectory: knowledge.map { URL(fileURLWithPath: $0, isDirectory: true) })
        let source = values.knowledge(embedded: EmbeddedFiles.all)
        let (loaded, scenarios): (LoadedKnowledge, [Scenario])
        do {
            (loaded, scenarios) = (try LoadedKnowledge(source), try ScenarioReading.scenarios(in: source))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(2)
        }
        let (intake, policy) = (try HospitalIntake(knowledge: loaded), JudgementPolicy(knowledge: loaded.policy))
        var good = 0
        for scenario in scenarios {
            let difference: String?
            do {
                difference = try ScenarioRun(scenario, intake: intake, policy: policy).difference(
                    by: loaded.policy.rules)
            } catch {
                difference = "\(error)"
            }
            if let difference {
                print("differs  \(scenario.name): \(difference) [\(scenario.source)]")
            } else {
                good += 1
            }
        }
        let spoken = Set(scenarios.flatMap(\.findings))
        let silent = loaded.policy.rules.map(\.reference.id).filter { !spoken.contains($0) }
        for rule in silent { print("no case expects \(rule)") }
        let share = scenarios.isEmpty ? 0 : Double(good) / Double(scenarios.count) * 100
        print(
            "\(good) of \(scenarios.count) orders judged as expected (\(DoseText.number(share)) %), "
                + "\(loaded.policy.rules.count) rules")
        guard good == scenarios.count, silent.isEmpty else { throw ExitCode(1) }
    }
}
