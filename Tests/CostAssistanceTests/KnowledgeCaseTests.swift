import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// Every case of the knowledge folder, and the published tables.
struct KnowledgeCaseTests {
    @Test(arguments: try AssistanceCase.all())
    func caseComesOutAsExpected(_ example: AssistanceCase) throws {
        var rules = try TestKnowledge.shipped().rules.known(at: example.request.knownAt)
        // The others say nothing about the case, and hundreds of cases must stay a matter of seconds.
        rules.programs = rules.programs.filter { example.output[$0.id] != nil }.map { program in
            var program = program
            program.status = example.funds[program.id]?.known(at: example.request.knownAt) ?? program.status
            return program
        }
        let answers = AssistancePolicy.answers(try Circumstances(example.request, rules: rules), rules: rules)
        for (program, expected) in example.output {
            let answer = try #require(answers.first { $0.option.programId == program })
            #expect(answer.option.result == expected, "\(answer.option.because ?? [])")
            #expect((answer.option.missing != nil) == (expected == .undetermined))
            if let missing = example.missing[program] { #expect(answer.option.missing == missing.sorted()) }
            for (parameter, day) in example.explain {
                #expect(answer.readings.contains { $0.id == parameter && $0.from == day })
                #expect(answer.option.parameters?.contains { $0.id == parameter && $0.from == day } == true)
                #expect(answer.option.because?.contains { $0.contains(parameter) && $0.contains("\(day)") } == true)
            }
        }
    }

    @Test func thereAreEnoughCases() throws {
        let (cases, programs) = (try AssistanceCase.all(), try TestKnowledge.shipped().rules.programs)
        #expect(cases.count >= 500)
        #expect(Set(cases.map(\.name)).count == cases.count)
        #expect(Set(cases.flatMap(\.output.keys)) == Set(programs.map(\.id)))
        #expect(Set(programs.map(\.kind)).count >= 12)
        // A case about money says by which numbers.
        for example in cases where example.request.incomeItems != nil {
            let decided = example.output.filter { id, result in
                [.appearsEligible, .appearsIneligible].contains(result)
                    && programs.contains { $0.id == id && $0.income != nil }
            }
            #expect(decided.isEmpty || !example.explain.isEmpty, "\(example.name)")
        }
    }

    @Test func povertyLineFollowsThePublishedTables() throws {
        let rules = try TestKnowledge.shipped().rules
        var checked = 0
        for root in try AssistanceCase.files.get() {
            for node in try root.mapping(allowed: ["version", "cases", "tables"]).optionalList("tables") {
                let table = try node.mapping(allowed: ["as-of", "area", "households", "each-additional"])
                let amounts = try table.list("households").map { try $0.decimal() }
                let further = try table.decimal("each-additional")
                for household in 1...12 {
                    let line = try PovertyLine.find(
                        area: table.string("area"), household: household, on: table.day("as-of"), rules: rules)
                    let beyond = Decimal(max(0, household - amounts.count))
                    #expect(line?.amount == amounts[min(household, amounts.count) - 1] + beyond * further)
                    checked += 1
                }
            }
        }
        #expect(checked == 72)
    }

    @Test func everyStateHasItsMedicaidLimitsForBothGroups() throws {
        let rules = try TestKnowledge.shipped().rules
        let day = try TestKnowledge.day("2026-03-01")
        let states = rules.states.values.filter { $0.povertyArea != nil }
        #expect(states.count == 51)
        var expanded = 0
        for state in states {
            let limits = ["parent", "childless"].map {
                rules.reading("medicaid.adult-limit.\(state.code).\($0)", on: day)?.value
            }
            #expect(!limits.contains(nil), "\(state.code)")
            if limits == [138, 138] { expanded += 1 }
        }
        #expect(expanded == 41)
    }
}
