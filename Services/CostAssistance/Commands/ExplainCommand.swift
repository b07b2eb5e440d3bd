import ArgumentParser

/// `cost-assistance explain PROGRAM`: its criteria in words, what to bring, where it is written.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "One programme's rules in words, with their sources.")

    @OptionGroup var rules: KnowledgeOptions
    @Argument(help: "A programme's id, as `programs` lists them.") var program: String

    func run() throws {
        let known = try rules.rules()
        guard let found = known.programs.first(where: { $0.id == program }) else {
            let ids = known.programs.map(\.id).joined(separator: ", ")
            throw ValidationError("there is no programme \(program); known: \(ids)")
        }
        print(ProgramText.lines(found, known.questions).joined(separator: "\n"))
    }
}
