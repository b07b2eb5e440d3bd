import ArgumentParser
import MedicationDomain

/// `cost-assistance programs`: what is examined.
struct ProgramsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programs", abstract: "The programmes this rule set knows.")

    @OptionGroup var rules: KnowledgeOptions

    func run() throws {
        let (known, day) = (try rules.rules(), try rules.day())
        let rows = known.programs.map { program in
            [
                program.id, program.name, program.benefit.rawValue, program.decidedBy,
                program.reviews.due().description + (day > program.reviews.due() ? " (past)" : ""),
            ]
        }
        print(TextTable(header: ["id", "name", "benefit", "decided by", "review by"], rows: rows).text)
    }
}
