import EventContracts
import Foundation
import MedicationDomain
import ServiceRuntime
import Testing

@testable import CostAssistance

/// What an answer says beside its results.
struct AnswerTests {
    private func request(_ day: String = "2026-03-01") throws -> AssistanceRequest {
        AssistanceRequest(
            asOf: try TestKnowledge.day(day), state: "OH", householdSize: 1,
            incomeItems: [.init(kind: "wages", amount: Money(amount: "1000"), frequency: "monthly")], age: 40,
            disabled: false, pregnant: false, insurance: "none", medication: "Lioresal tablet")
    }

    @Test func theSameQuestionIsAnsweredByTheSameBytes() throws {
        let (first, second) = (try TestKnowledge.shipped().rules, try TestKnowledge.shipped().rules)
        let one = try AssistancePolicy.determine(request(), requestId: "r", rules: first).encode()
        #expect(try AssistancePolicy.determine(request(), requestId: "r", rules: second).encode() == one)
    }

    @Test func theRuleSetIsNamedByVersionAndHash() throws {
        let shipped = try TestKnowledge.shipped()
        let changed = try TestKnowledge.changed("parameters/house.yaml", "value: 10", "value: 11")
        let remarked = try TestKnowledge.changed("parameters/house.yaml", "# Our own", "# Only our own")
        func ruleSet(_ knowledge: AssistanceKnowledge) throws -> AssistanceDetermination.RuleSet {
            try AssistancePolicy.determine(request(), requestId: "r", rules: knowledge.rules).ruleSet
        }
        let days = shipped.rules.parameters.values.flatMap(\.values).map(\.knownFrom)
        #expect(try #require(CalendarDay(ruleSet(shipped).version)) >= #require(days.max()))
        #expect(try ruleSet(shipped).hash.count == 64)
        #expect(try ruleSet(changed).hash != ruleSet(shipped).hash)
        #expect(try ruleSet(remarked) == ruleSet(shipped))
    }

    @Test func becauseNamesTheParameterItsValueAndItsDay() throws {
        let answer = try AssistancePolicy.determine(request(), requestId: "r", rules: TestKnowledge.shipped().rules)
        let because = try #require(answer.option("medicaid-adults")?.because).joined(separator: "\n")
        #expect(because.contains("medicaid.adult-limit.OH.parent 138 %, in force from 2025-01-01"))
        #expect(
            because.contains("hhs.poverty-guideline.contiguous.first-person 15960 USD/year, in force from 2026-01-13"))
        #expect(because.contains("$12,000.00 a year"))
        #expect(because.contains("$22,024.80"))
        #expect(because.contains("you may still apply"))
    }

    @Test func withoutAPriceThereIsNoEstimateAndItSaysSo() throws {
        let answer = try AssistancePolicy.determine(request(), requestId: "r", rules: TestKnowledge.shipped().rules)
        for option in answer.options where option.result != .notApplicable {
            #expect(option.estimatedMonthlyCost == nil)
            #expect(option.because?.contains { $0.contains("no monthly cost is estimated") } == true)
        }
    }

    @Test func pastItsReviewDateAnAnswerIsStale() throws {
        let rules = try TestKnowledge.shipped().rules
        let fresh = try AssistancePolicy.determine(request("2026-12-31"), requestId: "r", rules: rules)
        let stale = try AssistancePolicy.determine(request("2027-01-01"), requestId: "r", rules: rules)
        #expect(fresh.option("medicaid-adults")?.stale == false)
        #expect(stale.option("medicaid-adults")?.stale == true)
        #expect(stale.option("discount-card")?.stale == false)
    }

    @Test func optionsStandByResultThenByDaysThenById() throws {
        let answer = try AssistancePolicy.determine(request(), requestId: "r", rules: TestKnowledge.shipped().rules)
        #expect(
            answer.options.map(\.programId).prefix(3) == ["discount-card", "generic-substitution", "medicaid-adults"])
        let ranks = answer.options.compactMap { AssistanceOption.Result.allCases.firstIndex(of: $0.result) }
        #expect(ranks == ranks.sorted())
        #expect(Set(ranks).count == 4)
    }

    @Test func betweenEqualsTheCheaperAndThenTheEasierStandsFirst() throws {
        func option(_ id: String, cost: String?, effort: String) -> AssistanceOption {
            AssistanceOption(
                programId: id, name: id, kind: "k", result: .appearsEligible, decidedBy: "d",
                estimatedMonthlyCost: cost.map { .init(low: Money(amount: $0), high: Money(amount: "20")) },
                apply: .init(how: "ask", daysToFirstDose: 1, effort: effort), citations: [])
        }
        let facts = Circumstances(asOf: try TestKnowledge.day("2026-03-01"))
        let options = [
            option("a", cost: nil, effort: "little"), option("b", cost: "9", effort: "much"),
            option("c", cost: "9", effort: "little"), option("d", cost: "10", effort: "little"),
        ]
        let sorted = options.sorted { OptionOrder($0, facts) < OptionOrder($1, facts) }
        #expect(sorted.map(\.programId) == ["c", "b", "d", "a"])
    }

    @Test func everyNumberUsedIsListedWithItsDates() throws {
        let answer = try AssistancePolicy.determine(request(), requestId: "r", rules: TestKnowledge.shipped().rules)
        let parameters = try #require(answer.option("medicaid-adults")?.parameters)
        #expect(
            parameters.first
                == .init(
                    id: "medicaid.adult-limit.OH.parent", value: "138 %", from: try TestKnowledge.day("2025-01-01"),
                    knownFrom: try TestKnowledge.day("2026-11-21"), evidence: .reference))
        // They tell of state and children, so they do not travel with an alert.
        #expect(answer.option("medicaid-adults")?.withoutHousehold.parameters == nil)
    }

    @Test func aScaleSaysHowMuch() throws {
        let rules = try TestKnowledge.shipped().rules
        func lines(_ income: String) throws -> String {
            let question = AssistanceRequest(
                asOf: try TestKnowledge.day("2026-03-01"), state: "OH", householdSize: 1,
                incomeItems: [.init(kind: "wages", amount: Money(amount: income), frequency: "yearly")],
                answers: ["health-centre-patient": "yes"])
            let answer = try AssistancePolicy.determine(question, requestId: "r", rules: rules)
            return answer.option("health-centre-sliding-fee")?.because?.joined(separator: "\n") ?? ""
        }
        #expect(try lines("15960").contains("100 % of the poverty line falls into the bracket: 100 %"))
        #expect(try lines("15961").contains("falls into the bracket: as the programme sets it"))
        #expect(try !lines("40000").contains("falls into the bracket"))
    }

    @Test func onlyWhatSettlesMostIsAskedNext() throws {
        let rules = try TestKnowledge.shipped().rules
        let question = AssistanceRequest(asOf: try TestKnowledge.day("2026-03-01"), medication: "baclofen tablet")
        func next(_ question: AssistanceRequest) throws -> [NextQuestions.Next] {
            let answer = try AssistancePolicy.determine(question, requestId: "r", rules: rules)
            return NextQuestions.choose(answer.options.compactMap(\.missing), rules.questions)
        }
        let first = try next(question)
        #expect(first.count == 2)
        #expect(first.first?.input == "insurance")
        #expect(first.first?.ask == "Which insurance is there now?")
        var later = question
        later.insurance = "none"
        #expect(try next(later).contains { $0.input == "insurance" } == false)
        // What only the state could tell is no question to a patient.
        #expect(
            NextQuestions.choose([["the limits of Ohio", "age"], ["age"]], rules.questions).map(\.input) == ["age"])
        #expect(rules.questions.words(for: "householdMembers[3].taxDependent") != nil)
    }

    @Test func whatComesAfterTheSupplyEndsIsSaid() throws {
        var question = try request()
        question.runOutAt = try TestKnowledge.day("2026-03-10").start
        let answer = try AssistancePolicy.determine(question, requestId: "r", rules: TestKnowledge.shipped().rules)
        #expect(answer.option("medicaid-adults")?.because?.contains { $0.contains("after the supply ends") } == true)
        #expect(answer.option("discount-card")?.because?.contains { $0.contains("before the supply ends") } == true)
    }

    @Test func datedNotesAppearFromTheirDay() throws {
        let rules = try TestKnowledge.shipped().rules
        func notes(_ day: String) throws -> Bool {
            let answer = try AssistancePolicy.determine(request(day), requestId: "r", rules: rules)
            return answer.option("medicaid-adults")?.because?.contains { $0.contains("immigration status") } == true
        }
        #expect(try !notes("2026-09-30"))
        #expect(try notes("2026-10-01"))
    }

    @Test func aChildWhoseDependenceIsUnknownLeavesTheHouseholdOpen() throws {
        let rules = try TestKnowledge.shipped().rules
        var question = try request()
        question.householdSize = nil
        question.householdMembers = [.init(relation: "self"), .init(relation: "child", age: 20)]
        let open = try AssistancePolicy.determine(question, requestId: "r", rules: rules).option("medicaid-adults")
        #expect(open?.missing == ["householdMembers[1].taxDependent"])
        question.householdMembers?[1].taxDependent = true
        let settled = try AssistancePolicy.determine(question, requestId: "r", rules: rules).option("medicaid-adults")
        #expect(settled?.because?.contains { $0.contains("for 2 (") } == true)
    }

    @Test func moneyIsReadAndShownExactly() throws {
        let fees = try #require(Decimal(amount: "1234567.895"))
        #expect(fees.dollars == "$1,234,567.90")
        #expect(Decimal(amount: "0")?.dollars == "$0.00")
        #expect(Decimal(amount: "100")?.dollars == "$100.00")
        for text in ["", ".5", "5.", "+1", "1 000", "0x10", "nan", "1.2.3", "--1"] {
            #expect(Decimal(amount: text) == nil)
        }
    }
}
