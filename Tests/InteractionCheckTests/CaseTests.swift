import MedicationDomain
import Testing

@testable import InteractionCheck

@Suite struct CaseTests {
    @Test(arguments: KnowledgeCase.all)
    func caseBesideTheKnowledgeHolds(_ example: KnowledgeCase) throws {
        let failures = try example.failures(TestKnowledge.standard)
        #expect(failures.isEmpty, "\(example.file):\(example.line)")
    }

    @Test func everyRuleIsNeededByACase() throws {
        let knowledge = try TestKnowledge.standard
        for rule in knowledge.rules {
            let poorer = knowledge.without(rule: rule.id)
            let missed = try KnowledgeCase.all.contains { try !$0.failures(poorer).isEmpty }
            #expect(missed, "no case misses \(rule.id)")
        }
    }

    @Test func everyEscalatorIsNeededByACase() throws {
        let knowledge = try TestKnowledge.standard
        for escalator in knowledge.escalators {
            var poorer = knowledge
            poorer.escalators.removeAll { $0.id == escalator.id }
            let missed = try KnowledgeCase.all.contains { try !$0.failures(poorer).isEmpty }
            #expect(missed, "no case misses \(escalator.id)")
        }
    }

    @Test func casesNameRulesThatExist() throws {
        let knowledge = try TestKnowledge.standard
        for example in KnowledgeCase.all {
            #expect(knowledge.rule(example.rule) != nil, "\(example.file):\(example.line)")
        }
    }
}
