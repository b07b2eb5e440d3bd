import EventContracts
import EventLog
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct AlertAnswerTests {
    private let path = "/alerts/interaction-check%3Abaclofen-opioid%3Ap-17/responses"

    private func desk(_ alert: Alert = .sample(), revision: Int = 3) async throws -> Desk {
        let desk = try Desk()
        try desk.say(alert, revision: revision)
        try await desk.read()
        return desk
    }

    private func published(on desk: Desk) throws -> (event: CloudEvent, key: [UInt8]?, answer: AlertResponse)? {
        guard let record = desk.log.records(of: .alertResponses).first else { return nil }
        let event = try CloudEvent(record.message)
        let answer = try AlertResponse.decode(try #require(event.data), type: event.type)
        return (event, record.message.key, answer)
    }

    @Test func anOverrideBecomesAnEventUnderThePatientsKey() async throws {
        let desk = try await desk()
        let answer = try await desk.post(
            path,
            #"{"action":"override","alertRevision":3,"reason":{"code":"risk-benefit-ratio"},"comment":"monitored","#
                + #""by":{"id":"ph-1","role":"pharmacist"}}"#)
        #expect(answer.status == 202)
        let published = try #require(try published(on: desk))
        #expect(published.key == Array("p-17".utf8))
        #expect(published.event.type == "org.titrate.alert.overridden.v1")
        #expect(published.answer.reason == AlertResponse.Reason(code: "risk-benefit-ratio"))
        #expect(published.answer.by == AlertResponse.Actor(id: "ph-1", role: "pharmacist"))
        #expect(published.answer.alertRevision == 3)
        #expect(published.answer.at == desk.now)
    }

    @Test(arguments: [
        (#"{"action":"override"}"#, 400, "reason"),
        (#"{"action":"override","reason":{"code":"because"}}"#, 400, "reason"),
        (#"{"action":"override","reason":{"system":"http://else","code":"patient-refuses"}}"#, 400, "reason"),
        (#"{"action":"assign"}"#, 400, "assignedTo"),
        (#"{"action":"dismiss"}"#, 400, "action"),
        (#"{"comment":"no action"}"#, 400, "$.action"),
        (#"{"action":"acknowledge","alertRevision":2}"#, 409, "changed"),
        ("nonsense", 400, "not-json"),
    ])
    func anAnswerThatSaysTooLittleIsRefusedAndPublishesNothing(
        _ body: String, _ status: Int, _ words: String
    ) async throws {
        let desk = try await desk()
        let answer = try await desk.post(path, body)
        #expect(answer.status == status)
        #expect(answer.text.contains(words), "\(answer.text)")
        #expect(try published(on: desk) == nil)
    }

    @Test func aResolvedAlertTakesNoAnswer() async throws {
        let desk = try await desk(.sample(status: .resolved))
        #expect(try await desk.post(path, #"{"action":"acknowledge"}"#).status == 409)
    }

    @Test func anUnknownAlertTakesNoAnswer() async throws {
        #expect(try await Desk().post(path, #"{"action":"acknowledge"}"#).status == 404)
    }

    @Test func anAnswerTheLogDidNotConfirmIsNotTaken() async throws {
        let desk = try await desk()
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        #expect(try await desk.post(path, #"{"action":"acknowledge"}"#).status == 503)
    }

    @Test func anAnswerIsShownAsPendingUntilItsServiceConfirms() async throws {
        let desk = try await desk()
        #expect(try await desk.post(path, #"{"action":"acknowledge"}"#).status == 202)
        try await desk.read()
        let waiting: ListedAlerts = try await desk.get("/alerts").decoded()
        #expect(waiting.pendingAnswers.map(\.action) == [.acknowledged])
        #expect(waiting.alerts.count == 1)

        var confirmed = Alert.sample(status: .acknowledged)
        confirmed.answer = Alert.Answer(try #require(waiting.pendingAnswers.first))
        try desk.say(confirmed, revision: 4, .updated)
        try await desk.read()
        #expect(try await desk.get("/alerts").decoded(ListedAlerts.self).alerts.isEmpty)
        #expect(try await desk.get("/alerts?status=acknowledged").decoded(ListedAlerts.self).pendingAnswers.isEmpty)
    }

    @Test func aFormAnswersAndGoesBackToTheWorklist() async throws {
        let desk = try await desk()
        let answer = try await desk.post(
            path, "action=assigned&assignedTo=Dr%20Gray&alertRevision=3", type: "application/x-www-form-urlencoded")
        #expect(answer.status == 303)
        #expect(answer.headers[.location] == "/worklist")
        #expect(try published(on: desk)?.answer.assignedTo == "Dr Gray")
    }
}
