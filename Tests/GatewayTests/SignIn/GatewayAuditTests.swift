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

/// Everything that was seen, done and refused leaves a record before it is answered.
@Suite struct GatewayAuditTests {
    private static let issuer = TestIssuer()
    private static let answerPath = "/alerts/interaction-check%3Abaclofen-opioid%3Ap-17/responses"

    private func desk(audit: AuditStore? = nil) async throws -> Desk {
        let desk = try Desk(audit: audit, signIn: [Self.issuer.trusted])
        try desk.say(.sample(), revision: 3)
        try await desk.read()
        return desk
    }

    private func bearer(_ desk: Desk, _ role: Role = .pharmacist, as subject: String = "ph-1") throws -> HTTPFields {
        [.authorization: "Bearer \(try Self.issuer.token(subject, roles: [role], at: desk.now))"]
    }

    private func documents(_ desk: Desk) async throws -> [String] {
        try await desk.audit.unpublished(limit: 1000).map { String(decoding: $0.document, as: UTF8.self) }
    }

    @Test func aViewNamesWhoSawWhoseData() async throws {
        let desk = try await desk()
        _ = try await desk.get("/worklist", headers: try bearer(desk))
        let records = try await documents(desk)
        try #require(records.count == 1)
        for part in [
            #""action":"R""#, #""value":"ph-1""#, #""reference":"Patient/p-17""#, #""code":"GET /worklist""#,
            #""outcome":"0""#, #""recorded":"\#(desk.now)""#,
        ] {
            #expect(records[0].contains(part), "\(part)")
        }
    }

    @Test func aResourceReadByItsIDNamesItsPatient() async throws {
        let desk = try await desk()
        let found = try await desk.get("/fhir/DetectedIssue?patient=p-17", headers: try bearer(desk, .hospitalSystem))
            .text
        let place = try #require(found.firstMatch(of: /fhir\/DetectedIssue\/([0-9a-f]+)"/))
        let path = "/fhir/DetectedIssue/\(place.1)"
        #expect(try await desk.get(path, headers: try bearer(desk, .hospitalSystem)).status == 200)
        let record = try #require(try await documents(desk).last)
        #expect(record.contains("GET /fhir/{type}/{id}") || record.contains(String(place.1)))
        #expect(record.contains(#""reference":"Patient/p-17""#))
    }

    @Test func anActionIsWrittenDownBeforeItIsTriedAndWhenItIsDone() async throws {
        let desk = try await desk()
        let answer = try await desk.post(Self.answerPath, #"{"action":"acknowledge"}"#, headers: try bearer(desk))
        #expect(answer.status == 202)
        let records = try await documents(desk)
        try #require(records.count == 2)
        #expect(records[0].contains(#""outcomeDesc":"begun""#) && !records[0].contains(#""outcome":"#))
        #expect(records[1].contains(#""outcomeDesc":"202""#))
        #expect(records[1].contains("interaction-check:baclofen-opioid:p-17"))
    }

    @Test func refusalsAreWrittenDownWithTheirReasonAndNothingOfTheRequest() async throws {
        let desk = try await desk()
        _ = try await desk.get("/alerts?patient=secret-words", headers: [.authorization: "Bearer secret-token"])
        _ = try await desk.get("/alerts?patient=secret-words")
        _ = try await desk.post("/fhir", "secret-body", headers: try bearer(desk, .finance, as: "fin-1"))
        // A page that is not written down when it is shown is when it is refused.
        _ = try await desk.get("/assistance", headers: try bearer(desk))
        let records = try await documents(desk)
        try #require(records.count == 4)
        let reasons = ["401 token-malformed", "401 sign-in-needed", "403 not-allowed", "403 not-allowed"]
        for (record, reason) in zip(records, reasons) {
            #expect(record.contains(#""outcomeDesc":"\#(reason)""#), "\(record)")
            #expect(record.contains("110113") && !record.contains("secret"))
        }
        #expect(records[2].contains(#""value":"fin-1""#))
    }

    @Test func aDocumentAboutManyNamesThemAll() async throws {
        let desk = try await desk()
        let bundle = """
            {"resourceType":"Bundle","type":"batch","entry":[\
            {"resource":{"resourceType":"Patient","id":"p-1"}},{"resource":{"resourceType":"Patient","id":"p-2"}}]}
            """
        let answer = try await desk.post(
            "/fhir", bundle, type: "application/fhir+json", headers: try bearer(desk, .hospitalSystem))
        #expect(answer.status == 202)
        let record = try #require(try await documents(desk).last)
        #expect(record.contains("Patient/p-1") && record.contains("Patient/p-2"))
    }

    @Test func feedbackNamesWhoSentItAndWhoseAlertItWas() async throws {
        let desk = try await desk()
        let card = CardID(alert: "interaction-check:baclofen-opioid:p-17", revision: 3, call: "c")
        let body =
            #"{"feedback":[{"card":"\#(card)","outcome":"overridden","outcomeTimestamp":"2026-11-21T09:29:00Z"}]}"#
        let answer = try await desk.post(
            "/cds-services/titrate-medication-verify/feedback", body,
            headers: try bearer(desk, .hospitalSystem, as: "ehr-1"))
        #expect(answer.status == 200, "\(answer.text)")
        let record = try #require(try await documents(desk).last)
        #expect(record.contains("Patient/p-17") && record.contains("interaction-check:baclofen-opioid:p-17"))
        let event = try CloudEvent(try #require(desk.log.records(of: .alertResponses).last).message)
        #expect(String(decoding: event.data ?? [], as: UTF8.self).contains(#""id":"ehr-1""#))
    }

    @Test func whoKnocksWithoutEndIsCountedAndDoesNotFillTheStore() async throws {
        let desk = try await desk()
        let most = Int(RefusalBudget.rate.atOnce)
        for number in 0..<most + 7 {
            _ = try await desk.send(.get, "/alerts", from: "192.0.\(number / 250).\(number % 250)")
        }
        let count = try await desk.audit.unpublished(limit: 10_000).count
        #expect(count == most)
        // Other doors that stand open to strangers lead to the same store.
        for path in ["/sign-in/callback?state=x", "/worklist"] {
            for number in 0..<5 { _ = try await desk.send(.get, path, from: "192.0.9.\(number)") }
        }
        _ = try await desk.get("/worklist", authority: "evil.example")
        #expect(try await desk.audit.unpublished(limit: 10_000).count == most)
        desk.now = desk.now + .seconds(1)
        _ = try await desk.get("/alerts")
        let last = try await desk.audit.unpublished(limit: 10_000).suffix(2).map {
            String(decoding: $0.document, as: UTF8.self)
        }
        #expect(last[0].contains("18 more refusals of unknown callers"))
        // Whoever is known is written down whatever strangers do.
        for _ in 0..<3 { _ = try await desk.get("/health", headers: try bearer(desk)) }
        #expect(try await desk.audit.unpublished(limit: 10_000).count == most + 5)
    }

    @Test func signingInAndOutAreWrittenDown() async throws {
        let desk = try await desk()
        let token = try Self.issuer.token(at: desk.now)
        _ = try await desk.post("/sign-in", "token=\(token)", type: "application/x-www-form-urlencoded")
        let records = try await documents(desk)
        #expect(records.last?.contains("110114") == true)
        #expect(records.last?.contains(#""value":"ph-1""#) == true)
        #expect(!records.joined().contains(token.prefix(40)))
    }

    @Test func whatCannotBeWrittenDownIsNeitherShownNorDone() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try AuditStore.open(in: folder)
        let desk = try await desk(audit: store)
        let headers = try bearer(desk)
        #expect(try await desk.get("/worklist", headers: headers).status == 200)
        try AuditSabotage.removeTables(of: folder.appending(path: AuditStore.fileName))
        let view = try await desk.get("/alerts", headers: headers)
        #expect(view.status == 503 && !view.text.contains("p-17"))
        let action = try await desk.post(Self.answerPath, #"{"action":"acknowledge"}"#, headers: headers)
        #expect(action.status == 503)
        #expect(desk.log.records(of: .alertResponses).isEmpty)
        #expect(desk.application.health().contains { $0.name == "audit" && !$0.isHealthy })
    }

    @Test func theChainGoesToTheTopicAndNothingIsLostWhenTheLogWasAway() async throws {
        let desk = try await desk()
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        for _ in 0..<3 { _ = try await desk.get("/alerts", headers: try bearer(desk)) }
        await #expect(throws: LogError.self) { try await desk.application.publishAudit() }
        #expect(desk.log.records(of: .audit).isEmpty)
        desk.log.change { $0.failure = nil }
        try await desk.application.publishAudit()
        try await desk.application.publishAudit()
        var verifier = TopicVerifier()
        for record in desk.log.records(of: .audit) { verifier.take(record.message, at: record.offset) }
        #expect(verifier.flaws.isEmpty)
        #expect(verifier.chains[desk.audit.chain]?.count == 3)
    }

    @Test func manyAtOnceShareOneChain() async throws {
        let desk = try await desk()
        let headers = try bearer(desk)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await desk.get("/alerts", headers: headers).status } }
            for try await status in group { #expect(status == 200) }
        }
        let records = try await desk.audit.unpublished(limit: 1000)
        var verifier = ChainVerifier(chain: desk.audit.chain)
        for record in records { try verifier.check(record) }
        #expect(verifier.count == 50)
    }

    @Test func withoutSignInEverythingIsWrittenDownAsUnverified() async throws {
        let desk = try Desk()
        #expect(try await desk.get("/alerts").status == 200)
        #expect(try await documents(desk).first?.contains(#""value":"unverified""#) == true)
    }
}
