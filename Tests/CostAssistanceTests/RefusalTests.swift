import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// Questions that cannot be meant are refused by element; a missing input never is.
struct RefusalTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        var element: String
        var change: @Sendable (inout AssistanceRequest) -> Void
        var code = "bad-value"
        var testDescription: String { element }
    }

    static let bad: [Bad] = [
        Bad(element: "$.state", change: { $0.state = "XX" }),
        Bad(element: "$.state", change: { $0.state = "tx" }),
        Bad(element: "$.age", change: { $0.age = -1 }),
        Bad(element: "$.householdSize", change: { $0.householdSize = 0 }),
        Bad(element: "$.annualIncome", change: { $0.annualIncome = Money(amount: "-0.01") }),
        Bad(element: "$.annualIncome", change: { $0.annualIncome = Money(amount: "12,000") }),
        Bad(element: "$.annualIncome", change: { $0.annualIncome = Money(amount: "1e9") }),
        Bad(element: "$.annualIncome.currency", change: { $0.annualIncome = Money(amount: "1", currency: "EUR") }),
        Bad(element: "$.resources", change: { $0.resources = Money(amount: "") }),
        Bad(element: "$.insurance", change: { $0.insurance = "gold" }),
        Bad(element: "$.answers", change: { $0.answers = ["shoe-size": "44"] }),
        Bad(element: "$.answers.als", change: { $0.answers = ["als": "perhaps"] }),
        Bad(element: "$.answers.work-hours", change: { $0.answers = ["work-hours": "many"] }),
        Bad(element: "$.answers.work-hours", change: { $0.answers = ["work-hours": "-1"] }),
        Bad(element: "$.quantity", change: { $0.quantity = 0 }),
        Bad(element: "$.daysSupply", change: { $0.daysSupply = -3 }),
        Bad(
            element: "$.incomeItems[1].frequency",
            change: {
                let good = AssistanceRequest.IncomeItem(kind: "wages", amount: Money(amount: "1"), frequency: "weekly")
                $0.incomeItems = [good, .init(kind: "wages", amount: Money(amount: "1"), frequency: "daily")]
            }),
        Bad(
            element: "$.incomeItems[0].amount",
            change: {
                $0.incomeItems = [.init(kind: "wages", amount: Money(amount: "-1"), frequency: "weekly")]
            }),
        Bad(
            element: "$.householdMembers[0].age",
            change: { $0.householdMembers = [.init(relation: "child", age: 200)] }),
        Bad(
            element: "$.householdMembers",
            change: {
                $0.householdSize = 2
                $0.householdMembers = [.init(relation: "spouse")]
            }, code: "contradictory-input"),
        Bad(
            element: "$.incomeItems",
            change: {
                $0.annualIncome = Money(amount: "1")
                $0.incomeItems = [.init(kind: "wages", amount: Money(amount: "1"), frequency: "weekly")]
            }, code: "contradictory-input"),
        Bad(
            element: "$.medicare",
            change: {
                $0.insurance = "none"
                $0.medicare = .init(partA: true)
            }, code: "contradictory-input"),
    ]

    @Test(arguments: bad) func questionIsRefusedNamingTheElement(_ bad: Bad) throws {
        let rules = try TestKnowledge.shipped().rules
        var request = AssistanceRequest(asOf: try TestKnowledge.day("2026-03-01"))
        bad.change(&request)
        let refusal = #expect(throws: Refusal.self) {
            try AssistancePolicy.determine(request, requestId: "r", rules: rules)
        }
        #expect(refusal?.code == bad.code)
        #expect(refusal?.message.hasPrefix(bad.element + " ") == true)
    }

    @Test func nothingButADayIsAQuestion() throws {
        let rules = try TestKnowledge.shipped().rules
        let request = AssistanceRequest(asOf: try TestKnowledge.day("2026-03-01"))
        let answer = try AssistancePolicy.determine(request, requestId: "r", rules: rules)
        #expect(answer.options.map(\.result).allSatisfy { $0 == .undetermined })
    }
}
