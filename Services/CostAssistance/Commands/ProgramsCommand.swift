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
                program.id, program.kind, program.name, program.benefit.rawValue, program.evidence.rawValue,
                Self.state(program, day), program.decidedBy,
                program.reviews.due().description + (day > program.reviews.due() ? " (past)" : ""),
            ]
        }
        print(
            TextTable(
                header: [
                    "id", "kind", "name", "benefit", "evidence", "open", "decided by", "review by",
                ], rows: rows
            ).text)
    }

    /// Nothing for a programme that is always open.
    private static func state(_ program: Program, _ day: CalendarDay) -> String {
        guard let status = program.status else { return "" }
        return status.state(on: day)?.state.rawValue ?? "not known"
    }
}
