import ArgumentParser
import KnowledgeFiles
import MedicationDomain

/// `interaction-check rules`
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rules", abstract: "List the rules.")
    @OptionGroup var knowledge: KnowledgeOption

    func run() throws {
        let loaded = try knowledge.load()
        print("knowledge \(loaded.version.version) (\(loaded.version.hash.prefix(12)))")
        for rule in loaded.knowledge.rules.sorted(by: { ($1.severity, $0.id) < ($0.severity, $1.id) }) {
            print("\(rule.severity.rawValue)  \(rule.id)  \(rule.effect)")
        }
    }
}

/// `interaction-check explain RULE`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "explain", abstract: "Explain one rule.")
    @Argument(help: "The rule's id, as `rules` lists it.") var rule: String
    @OptionGroup var knowledge: KnowledgeOption

    func run() throws {
        let rules = try knowledge.load().knowledge
        guard let found = rules.rule(rule) else {
            throw ValidationError("no rule is called \"\(rule)\"; `interaction-check rules` lists them")
        }
        print(found.explanation(rules))
    }
}

extension InteractionRule {
    /// The eight elements of an interaction statement, and where each can be read.
    func explanation(_ knowledge: InteractionKnowledge) -> String {
        var lines = ["\(id): \(effect)", "severity: \(severity.rawValue); interrupts: \(interrupts.rawValue)"]
        for need in needs {
            let groups = need.classes.sorted().compactMap { knowledge.medicineClass($0) }
            for group in groups {
                let names = group.members.map(\.name) + group.includes.map { "all of \($0)" }
                lines.append("drugs: \(group.name) (\(names.joined(separator: ", ")))")
            }
            let routes = need.routes.map(\.rawValue).sorted()
            if !routes.isEmpty { lines.append("  by: \(routes.joined(separator: ", "))") }
        }
        lines += ["mechanism: \(mechanism)", "consequences: \(consequences)", "seriousness: \(seriousness.rawValue)"]
        lines += management.map { "do: \($0)" }
        let weighing = knowledge.escalators.filter { !$0.actsOn.isDisjoint(with: actsBy) }.map(\.id)
        lines.append("weighs more with: \(weighing.isEmpty ? "nothing known" : weighing.joined(separator: ", "))")
        lines.append("evidence: \(reference.evidence.rawValue); review by \(reviewBy); \(file)")
        lines += reference.citations.map { "source: \($0.title), \($0.locator), \($0.href) (read \($0.retrieved))" }
        return lines.joined(separator: "\n")
    }
}
