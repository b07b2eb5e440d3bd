import MedicationDomain

@testable import InteractionCheck

/// Asks the cases whether they see a change of the knowledge.
struct MutationCourt {
    let knowledge: InteractionKnowledge
    private let trials: [(example: KnowledgeCase, profile: MedicationProfile)]

    init() throws {
        let knowledge = try TestKnowledge.standard
        self.knowledge = knowledge
        // A case that fails already sees nothing; `CaseTests` says so.
        trials = try KnowledgeCase.all.map { ($0, try $0.patient.profile(knowledge)) }
            .filter { $0.0.failures(of: $0.1, knowledge).isEmpty }
    }

    /// Whether some case fails by the changed knowledge; those of the rule are asked first.
    func sees(_ mutated: InteractionKnowledge, about rule: RuleID? = nil) -> Bool {
        func fails(_ trial: (example: KnowledgeCase, profile: MedicationProfile)) -> Bool {
            !trial.example.failures(of: trial.profile, mutated).isEmpty
        }
        return trials.contains { $0.example.rule == rule?.rawValue && fails($0) }
            || trials.contains { $0.example.rule != rule?.rawValue && fails($0) }
    }

    /// Whether the change of one rule is seen; true when it changes nothing.
    func sees(changing rule: InteractionRule, _ change: (inout InteractionRule) -> Void) -> Bool {
        var mutated = knowledge
        guard let place = mutated.rules.firstIndex(of: rule) else { return true }
        change(&mutated.rules[place])
        return mutated == knowledge || sees(mutated, about: rule.id)
    }

    /// Whether it is seen that all members of a class count for so much longer after their end.
    func sees(washoutOf group: MedicineClass, longerBy span: Span) -> Bool {
        var mutated = knowledge
        guard let place = mutated.classes.firstIndex(of: group) else { return true }
        for member in mutated.classes[place].members.indices {
            let washout = mutated.classes[place].members[member].washout
            mutated.classes[place].members[member].washout = Span(
                milliseconds: washout.milliseconds + span.milliseconds)
        }
        return sees(mutated)
    }
}
