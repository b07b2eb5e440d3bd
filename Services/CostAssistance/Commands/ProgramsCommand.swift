import ArgumentParser
import MedicationDomain

/// `cost-assistance programs`: what is examined.
struct ProgramsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programs", abstract: "The programmes this rule set knows.")

    @OptionGroup var rules: KnowledgeOptions

    func run() throws {
        let (knowledge, day) = (try rules.load(), try rules.day())
        let rows = knowledge.rules.programs.map { program in
            [
                program.id, program.name, program.benefit.rawValue, program.decidedBy,
                program.reviewBy.description + (day > program.reviewBy ? " (past)" : ""),
            ]
        }
        print(TextTable(header: ["id", "name", "benefit", "decided by", "review by"], rows: rows).text)
    }
}
