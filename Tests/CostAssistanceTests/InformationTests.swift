import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import CostAssistance

/// Properties over many invented questions, from a fixed seed.
struct InformationTests {
    private static let programsOfNote = ["medicaid-adults", "extra-help", "generic-substitution", "discount-card"]

    @Test func removingAnInputGivesTheSameResultOrLeavesItOpen() throws {
        let rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 20_261_121)
        var (opened, decided) = (0, 0)
        for _ in 0..<600 {
            let full = QuestionMaker.question(&random)
            let before = try results(full, rules)
            for remove in QuestionMaker.removals {
                var less = full
                remove(&less)
                for (program, result) in try results(less, rules) {
                    #expect(result == before[program] || result == .undetermined, "\(program)")
                    if result != .undetermined { decided += 1 } else if before[program] != .undetermined { opened += 1 }
                }
            }
        }
        // The property would hold of a program that never decides: it must also do its work.
        #expect(opened > 500)
        #expect(decided > 5000)
    }

    @Test func moreIncomeNeverMakesAProgrammeEligible() throws {
        let rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 7)
        var changes = 0
        for _ in 0..<600 {
            let poorer = QuestionMaker.question(&random)
            let richer = QuestionMaker.richer(poorer, by: Decimal(Int.random(in: 1...30_000, using: &random)))
            let (before, after) = (try results(poorer, rules), try results(richer, rules))
            for program in Self.programsOfNote where before[program] != after[program] {
                changes += 1
                #expect(after[program] != .appearsEligible, "\(program)")
                #expect(before[program] != .appearsIneligible, "\(program)")
            }
        }
        #expect(changes > 20)
    }

    @Test func theOrderOfProgrammesInTheFilesChangesNothing() throws {
        var rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 99)
        for _ in 0..<50 {
            let question = QuestionMaker.question(&random)
            let before = try AssistancePolicy.determine(question, requestId: "r", rules: rules).encode()
            rules.programs.shuffle(using: &random)
            #expect(try AssistancePolicy.determine(question, requestId: "r", rules: rules).encode() == before)
        }
    }

    @Test func whatIsMissingWouldMoveTheAnswer() throws {
        let rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 4)
        for _ in 0..<300 {
            var question = QuestionMaker.question(&random)
            for remove in QuestionMaker.removals where Bool.random(using: &random) { remove(&question) }
            for option in try AssistancePolicy.determine(question, requestId: "r", rules: rules).options
            where option.result == .undetermined {
                #expect(option.missing?.isEmpty == false)
                #expect(option.missing?.contains { QuestionMaker.isGiven($0, in: question) } == false)
            }
        }
    }

    private func results(
        _ request: AssistanceRequest, _ rules: AssistanceRules
    ) throws -> [String: AssistanceOption.Result] {
        let answer = try AssistancePolicy.determine(request, requestId: "r", rules: rules)
        return Dictionary(uniqueKeysWithValues: answer.options.map { ($0.programId, $0.result) })
    }
}
