import EventContracts
import MedicationDomain
import Testing

@testable import CostAssistance

/// An answer says in words what to ask next, and for whom it would settle something.
@Suite struct NextInAnswerTests {
    private let rules: AssistanceRules
    private let day: CalendarDay

    init() throws {
        rules = try TestKnowledge.shipped().rules
        day = try TestKnowledge.day("2026-11-28")
    }

    private func answer(_ question: AssistanceRequest) throws -> AssistanceDetermination {
        try AssistancePolicy.determine(question, requestId: "r", rules: rules)
    }

    @Test func atMostThreeQuestionsEachWithProgrammesThatWaitForIt() throws {
        let answer = try answer(AssistanceRequest(asOf: day, state: "TX", insurance: "none"))
        let next = try #require(answer.next)
        #expect((1...3).contains(next.count))
        for question in next {
            let named = Set((question.settles ?? []) + (question.opens ?? []))
            let waiting = Set(answer.options.filter { $0.missing?.contains(question.input) == true }.map(\.name))
            #expect(!named.isEmpty && named == waiting, "\(question.input)")
            for name in question.settles ?? [] {
                #expect(answer.options.first { $0.name == name }?.missing == [question.input])
            }
        }
    }

    @Test func whatWasAnsweredIsToldInTheWordsItWasAskedIn() throws {
        var question = AssistanceRequest(asOf: day, state: "TX", insurance: "none", askedBy: "fin-1")
        question.answers = ["va-enrolled": "no"]
        let first = try answer(question)
        #expect(first.answered?.map(\.input) == ["answers.va-enrolled"])
        #expect(first.answered?.first?.answers == ["yes", "no"])
        #expect(first.next?.contains { $0.input == "answers.va-enrolled" } != true)
        // Who asks changes nothing of it.
        question.askedBy = nil
        #expect(try answer(question) == first)
    }
}
