import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

@Suite struct CDSFeedbackTests {
    private static let time = "2026-11-21T09:29:00Z"

    private func body(_ card: String, _ outcome: String = "overridden", time: String = time, more: String = "")
        -> String
    {
        #"{"feedback":[{"card":"\#(card)","outcome":"\#(outcome)","outcomeTimestamp":"\#(time)"\#(more)}]}"#
    }

    private static let reason = """
        ,"overrideReason":{"reason":{"system":"\(AlertResponse.Reason.system)","code":"risk-benefit-ratio"},\
        "userComment":"discussed"}
        """

    private func told<Payload: EventPayload>(_ desk: Desk, as type: Payload.Type) throws -> [Payload] {
        try desk.log.records(of: .alertResponses).compactMap { record in
            let event = try CloudEvent(record.message)
            guard Payload.types.contains(event.type) else { return nil }
            return try Payload.decode(try #require(event.data), type: event.type)
        }
    }

    private func deskWithAlert() async throws -> (Desk, Alert) {
        let desk = try Desk()
        let alert = Alert.sample(interruptive: true)
        try desk.say(alert, revision: 3)
        try await desk.read()
        return (desk, alert)
    }

    private func card(_ alert: Alert, revision: Int = 3) -> String {
        CardID(alert: alert.alertId, revision: revision, call: HookBodies.instance).description
    }

    @Test func aPharmacistsOverrideAnswersTheAlertOnce() async throws {
        let (desk, alert) = try await deskWithAlert()
        let path = "/cds-services/titrate-medication-verify/feedback"
        for _ in 0..<2 {
            let answer = try await desk.post(path, body(card(alert), more: Self.reason))
            #expect(answer.status == 200 && answer.bytes.isEmpty)
        }
        let response = try #require(try told(desk, as: AlertResponse.self).first)
        #expect(try told(desk, as: AlertResponse.self).count == 1)
        #expect(response.alertId == alert.alertId && response.action == .overridden && response.alertRevision == 3)
        #expect(response.reason?.code == "risk-benefit-ratio" && response.comment == "discussed")
        #expect(response.at == Instant(Self.time) && response.patientId == "p-17")
        let feedback = try told(desk, as: CardFeedback.self)
        #expect(feedback.count == 1 && feedback.first?.answersAlert == true)
        #expect(feedback.first?.feedbackId == response.responseId)
        // The same words at another time are another answer.
        _ = try await desk.post(path, body(card(alert), time: "2026-11-21T09:29:01Z", more: Self.reason))
        #expect(try told(desk, as: CardFeedback.self).count == 2)
    }

    @Test func aPrescribersReasonIsPassedOnAndLetsNothingGo() async throws {
        let (desk, alert) = try await deskWithAlert()
        _ = try await desk.post("/cds-services/titrate-order-sign/feedback", body(card(alert), more: Self.reason))
        let response = try #require(try told(desk, as: AlertResponse.self).first)
        #expect(response.action == .acknowledged && response.reason?.code == "risk-benefit-ratio")
    }

    @Test func aReasonOfNoListIsNoOverride() async throws {
        let (desk, alert) = try await deskWithAlert()
        let path = "/cds-services/titrate-medication-verify/feedback"
        let other = #","overrideReason":{"reason":{"system":"urn:x","code":"because"}}"#
        _ = try await desk.post(path, body(card(alert), more: other))
        #expect(try told(desk, as: AlertResponse.self).map(\.action) == [.acknowledged])
        #expect(try told(desk, as: CardFeedback.self).map(\.reason) == [nil])
    }

    @Test func whoSawAnotherStateHasNotAnsweredThisOne() async throws {
        let (desk, alert) = try await deskWithAlert()
        let path = "/cds-services/titrate-medication-verify/feedback"
        _ = try await desk.post(path, body(card(alert, revision: 2), more: Self.reason))
        #expect(try told(desk, as: AlertResponse.self).isEmpty)
        #expect(try told(desk, as: CardFeedback.self).map(\.answersAlert) == [false])
    }

    @Test func feedbackOnADraftsCardIsCountedAndHoldsNothingOfAPatient() async throws {
        let (desk, _) = try await deskWithAlert()
        let path = "/cds-services/titrate-order-sign/feedback"
        let draft = CardID(alert: "prescribing:baclofen-max:o-9", revision: 0, call: HookBodies.instance).description
        let accepted = #","acceptedSuggestions":[{"id":"\#(CardID.plain("s"))"}]"#
        #expect(try await desk.post(path, body(draft, "accepted", more: accepted)).status == 200)
        #expect(try await desk.post(path, body(CardID.plain("other"), more: Self.reason)).status == 200)
        #expect(try told(desk, as: AlertResponse.self).isEmpty)
        #expect(try told(desk, as: CardFeedback.self).map(\.outcome) == [.accepted, .overridden])
        for record in desk.log.records(of: .alertResponses) {
            let text = String(decoding: record.message.value ?? [], as: UTF8.self)
            #expect(!text.contains("discussed") && !text.contains("o-9") && !text.contains("p-17"))
        }
    }

    @Test(arguments: [
        ("{}", "feedback"), (#"{"feedback":[]}"#, "feedback"), (#"{"feedback":[{}]}"#, "feedback[0].card"),
        (#"{"feedback":[{"card":"7"}]}"#, "feedback[0].card"),
        (#"{"feedback":[{"card":"\#(HookBodies.instance)","outcome":"ignored"}]}"#, "feedback[0].outcome"),
        (#"{"feedback":[{"card":"\#(HookBodies.instance)","outcome":"overridden"}]}"#, "outcomeTimestamp"),
        (
            #"{"feedback":[{"card":"\#(HookBodies.instance)","outcome":"accepted","outcomeTimestamp":"\#(time)"}]}"#,
            "acceptedSuggestions"
        ),
        (
            #"{"feedback":[{"card":"\#(HookBodies.instance)","outcome":"overridden","outcomeTimestamp":"\#(time)","overrideReason":{}}]}"#,
            "overrideReason.reason"
        ),
    ])
    func feedbackThatBreaksARuleIsRefused(_ body: String, _ element: String) async throws {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        #expect(!CDSConformance.problems(inFeedback: object).isEmpty)
        let desk = try Desk()
        let answer = try await desk.post("/cds-services/titrate-order-sign/feedback", body)
        #expect(answer.status == 400)
        #expect(answer.text.contains(element), "\(answer.text)")
        #expect(CDSConformance.problems(inRefusal: try #require(try answer.object())) == [])
        #expect(desk.log.records(of: .alertResponses).isEmpty)
    }

    @Test func anAbsentLogTakesNoFeedback() async throws {
        let (desk, alert) = try await deskWithAlert()
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        let path = "/cds-services/titrate-medication-verify/feedback"
        #expect(try await desk.post(path, body(card(alert), more: Self.reason)).status == 503)
        desk.log.change { $0.failure = nil }
        #expect(try await desk.post(path, body(card(alert), more: Self.reason)).status == 200)
        #expect(try told(desk, as: AlertResponse.self).count == 1, "what was not taken is taken when it comes again")
    }

    @Test func aCardsIDLeadsToItsAlertAndNoOtherUUIDDoes() throws {
        let id = CardID(alert: "interaction-check:x:p-1", revision: 0x1_0007, call: "call")
        let read = try #require(CardID(id.description))
        #expect(read == id && read.revision == 7 && read.alertKey == CardID.key(of: "interaction-check:x:p-1"))
        #expect(UUID(uuidString: id.description) != nil)
        #expect(CardID(id.description.uppercased()) == id)
        for other in [HookBodies.instance, CardID.plain("x"), "", "x", String(id.description.dropLast())] {
            #expect(CardID(other) == nil)
        }
        #expect(CardID(alert: "a", revision: 1, call: "b") != CardID(alert: "a", revision: 1, call: "c"))
    }

    @Test func alertsOfAnEarlierBuildGetTheirKeys() async throws {
        let (desk, alert) = (try Desk(), Alert.sample())
        try await desk.application.server.model.store.database.write { database in
            _ = try AlertTable.put(alert, in: database)
            try database.execute(sql: "DROP INDEX alertByCard; ALTER TABLE alert DROP COLUMN cardKey")
            try ReadModelSchema.addCardKeys(database)
            let key = try Int64.fetchOne(database, sql: "SELECT cardKey FROM alert")
            #expect(key == CardID.key(of: alert.alertId))
        }
    }
}
