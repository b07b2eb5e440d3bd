import EventContracts
import Foundation
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// An answer that nobody confirms does not close an alert for ever.
@Suite struct UnconfirmedAnswerTests {
    private let path = "/alerts/interaction-check%3Abaclofen-opioid%3Ap-17/responses"

    private func answer(
        patient: PatientID? = "p-17", revision: Int = 3, at: Instant = Desk.start, id: String = "r-1"
    ) -> AlertResponse {
        AlertResponse(
            responseId: id, alertId: Alert.sample().alertId, alertRevision: revision, patientId: patient,
            action: .acknowledged, by: .init(id: "ph-1", role: "pharmacist"), at: at)
    }

    private func desk(_ answers: AlertResponse...) async throws -> Desk {
        let desk = try Desk()
        try desk.say(.sample(), revision: 3)
        for answer in answers { try desk.log.add(try GatewayRecords.response(answer)) }
        try await desk.read()
        return desk
    }

    private func page(_ desk: Desk) async throws -> String { try await desk.get("/worklist").text }

    @Test func anAnswerForAnotherPatientIsNotThisOnes() {
        var alert = Alert.sample()
        alert.revision = 3
        #expect(answer().isPending(for: alert))
        #expect(answer(patient: nil).isPending(for: alert))
        #expect(!answer(patient: "p-18").isPending(for: alert))
    }

    @Test func aRevisionThatWasNotHeardOfIsNotAnswered() async throws {
        let desk = try await desk()
        let refused = try await desk.post(path, #"{"action":"acknowledge","alertRevision":4}"#)
        #expect(refused.status == 409)
        #expect(refused.text.contains("not-heard-yet"), "\(refused.text)")
        #expect(desk.log.records(of: .alertResponses).isEmpty)
    }

    @Test func afterTwoMinutesTheAlertCanBeAnsweredAgain() async throws {
        let desk = try await desk(answer(revision: 900))
        desk.now = Desk.start + AlertResponse.confirmedWithin
        let waiting = try await page(desk)
        #expect(waiting.contains("Acknowledged, being confirmed") && !waiting.contains("value=\"acknowledged\""))
        #expect(waiting.contains("data-revision=\"p-17-3-pending\""))
        desk.now = desk.now + .seconds(1)
        let late = try await page(desk)
        #expect(late.contains("Acknowledged, not confirmed") && late.contains("value=\"acknowledged\""))
        #expect(!late.contains("being confirmed") && late.contains("data-revision=\"p-17-3-unconfirmed\""))
    }

    @Test func aClockThatRunsAheadKeepsNoLaterAnswerOut() async throws {
        let desk = try await desk(answer(at: Desk.start + .days(400)))
        desk.now = Desk.start + .minutes(5)
        #expect(try await page(desk).contains("Acknowledged, not confirmed"))
        try desk.log.add(try GatewayRecords.response(answer(at: desk.now, id: "r-2")))
        try await desk.read()
        let kept = try await desk.application.server.model.alert(Alert.sample().alertId)
        #expect(kept?.entry.pendingAnswer?.responseId == "r-2")
    }
}
