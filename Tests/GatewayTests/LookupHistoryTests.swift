import AuditTrail
import EventContracts
import EventLog
import Foundation
import HTTPTypes
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// What was asked and answered, by whom and when, from the topics and nowhere else.
@Suite struct LookupHistoryTests {
    private static let issuer = TestIssuer()

    private func asked(_ desk: Desk, by subject: String, _ body: String) async throws {
        let token = try Self.issuer.token(subject, roles: [.finance], at: desk.now)
        let answer = try await desk.post(
            "/assistance", body, type: NextQuestionTests.form, headers: [.authorization: "Bearer \(token)"])
        #expect(answer.status == 200)
    }

    private func get(_ desk: Desk, _ path: String) async throws -> Answer {
        let token = try Self.issuer.token("fin-3", roles: [.finance], at: desk.now)
        return try await desk.get(path, headers: [.authorization: "Bearer \(token)", .accept: "text/html"])
    }

    @Test func aLookupIsListedWithWhoAskedAndOpensAgainAsItWas() async throws {
        let desk = try Desk(patience: .seconds(20), signIn: [Self.issuer.trusted])
        let answering = desk.answerQuestions { request in
            NextQuestionTests.determination(request.state == "TX" ? .appearsEligible : .undetermined)
        }
        defer { answering.cancel() }
        try await asked(desk, by: "fin-1", "state=TX&householdSize=3&annualIncome=24681")
        desk.now = Desk.start + .minutes(2)
        try await asked(desk, by: "fin-2", "state=OH")
        let list = try await get(desk, "/assistance/history")
        #expect(list.text.contains("Texas · household of 3") && list.text.contains("fin-1"))
        let (later, earlier) = (try #require(list.text.range(of: "Ohio")), try #require(list.text.range(of: "Texas")))
        #expect(later.lowerBound < earlier.lowerBound, "the newest stands first")
        #expect(!list.text.contains("24681"), "the list shows no income")

        let first = try #require(
            try desk.log.records(of: .requests(to: .costAssistance)).map { try CloudEvent($0.message) }
                .first { String(decoding: $0.data ?? [], as: UTF8.self).contains("24681") }?.correlationID)
        #expect(list.text.contains("/assistance/history/\(first)"))
        let page = try await get(desk, "/assistance/history/\(first)")
        #expect(page.status == 200)
        #expect(page.text.contains("asked by fin-1") && page.text.contains("Appears eligible"))
        #expect(page.text.contains(#"value="24681.00""#))
        #expect(try desk.lookupIDs().count == 2, "opening asks nothing")
        // Nothing of it stands in the read model, and the audit names the look-up and not what was in it.
        let records = try await desk.audit.unpublished(limit: 100).map { String(decoding: $0.document, as: UTF8.self) }
        #expect(records.contains { $0.contains("assistance-request:\(first)") })
        #expect(!records.contains { $0.contains("24681") })
    }

    @Test func rowsOfFilesAndQuestionsOfOthersAreNoLookups() async throws {
        let desk = try Desk()
        let now = desk.now
        let own = try GatewayRecords.question(
            AssistanceRequest(asOf: now.day, state: "TX"), to: .costAssistance, id: UUID().uuidString, at: now)
        var foreign = try CloudEvent(own.message)
        foreign.source = "urn:somebody:else"
        foreign.data = try AssistanceRequest(asOf: now.day, state: "OH", askedBy: "x").encode()
        for message in [own.message, foreign.message(key: Array("k".utf8))] {
            try desk.log.add(OutgoingRecord(topic: .requests(to: .costAssistance), message: message))
        }
        let page = try await desk.get("/assistance/history")
        #expect(page.text.contains("Nobody has asked of late"))
    }

    @Test(arguments: ["none", "..%2F..", "00000000-0000-0000-0000-000000000000"])
    func whatIsGoneIsSaidToBeGone(_ id: String) async throws {
        let answer = try await Desk().get("/assistance/history/\(id)")
        #expect([400, 404].contains(answer.status))
    }
}
