import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// Questions as they come over the log.
struct QuestionTests {
    private func ask(_ json: String, id: String = "q-1", correlation: String? = nil) throws -> CloudEvent {
        let harness = try HandlerHarness(
            CostAssistanceService.define(TestKnowledge.shipped()),
            startingAt: try TestKnowledge.day("2026-03-01").start)
        let question = CloudEvent(
            id: id, source: "urn:test", type: AssistanceRequest.types[0], correlationID: correlation,
            data: Array(json.utf8))
        let reply = try #require(
            try harness.partition.ask(
                question.message(key: Array(id.utf8)), on: .requests(to: .costAssistance), at: harness.now))
        #expect(reply.topic == .replies(of: .costAssistance))
        return try CloudEvent(reply.message)
    }

    private func answer(_ reply: CloudEvent) throws -> AssistanceDetermination {
        try AssistanceDetermination.decode(#require(reply.data), type: reply.type)
    }

    private func refusal(_ reply: CloudEvent) throws -> QuestionRefused {
        try QuestionRefused.decode(#require(reply.data), type: reply.type)
    }

    @Test func theAnswerCarriesTheIdOfItsQuestion() throws {
        let json = #"{"asOf":"2026-03-01","state":"TX"}"#
        #expect(try answer(ask(json)).requestId == "q-1")
        #expect(try answer(ask(json, correlation: "c-7")).requestId == "c-7")
        #expect(try answer(ask(json)).options.count == TestKnowledge.shipped().rules.programs.count)
    }

    @Test func anUnknownStateIsRefusedByElement() throws {
        let refused = try refusal(ask(#"{"asOf":"2026-03-01","state":"ZZ"}"#))
        #expect(refused.code == "bad-value")
        #expect(refused.message.contains("$.state"))
        #expect(!refused.message.contains("ZZ"))
        #expect(refused.requestId == "q-1")
    }

    @Test(arguments: [
        (#"{"state":"TX"}"#, "$.asOf"), (#"{"asOf":"2026-02-30"}"#, "$.asOf"),
        (#"{"asOf":"2026-03-01","age":"forty"}"#, "$.age"), ("{", "$"),
    ])
    func aMalformedQuestionIsRefusedByElement(_ json: String, _ element: String) throws {
        #expect(try refusal(ask(json)).message.hasSuffix(element))
    }
}
