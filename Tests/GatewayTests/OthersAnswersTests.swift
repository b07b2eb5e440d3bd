import EventContracts
import EventLog
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// Two people at the same alert: neither takes away what the other has said.
@Suite struct OthersAnswersTests {
    private let path = "/alerts/interaction-check%3Abaclofen-opioid%3Ap-17/responses"

    private func desk(_ change: (inout Alert) -> Void = { _ in }) async throws -> Desk {
        let desk = try Desk()
        var alert = Alert.sample(severity: .moderate)
        change(&alert)
        try desk.say(alert, revision: 3)
        try await desk.read()
        return desk
    }

    private func answer(
        _ id: String, _ action: AlertResponse.Action, by name: PractitionerID, after seconds: Double = 0
    ) -> AlertResponse {
        AlertResponse(
            responseId: id, alertId: Alert.sample().alertId, alertRevision: 3, patientId: "p-17", action: action,
            by: .init(id: name, role: "pharmacist"), assignedTo: action == .assigned ? "ph-3" : nil,
            at: Desk.start + .seconds(seconds))
    }

    /// Somebody's answer stands on the log; the service that raised the alert has yet to confirm it.
    private func say(_ answer: AlertResponse, on desk: Desk) async throws {
        try desk.put(answer, on: .alertResponses, about: "p-17", revision: 1)
        try await desk.read()
    }

    private func body(_ action: String, by name: String, takesBack: String? = nil) -> String {
        let undone = takesBack.map { #","takesBack":"\#($0)""# } ?? ""
        return #"{"action":"\#(action)","reasonCode":"risk-benefit-ratio","by":{"id":"\#(name)"}\#(undone)}"#
    }

    // MARK: Taking back

    @Test func whatIsTakenBackIsNamedOnTheLog() async throws {
        let desk = try await desk()
        try await say(answer("mine", .acknowledged, by: "ph-1"), on: desk)
        #expect(try await desk.post(path, body("reopened", by: "ph-1", takesBack: "mine")).status == 202)
        let record = try #require(desk.log.records(of: .alertResponses).last)
        let event = try CloudEvent(record.message)
        let written = try AlertResponse.decode(try #require(event.data), type: event.type)
        #expect(written.action == .reopened && written.takesBack == "mine")
    }

    @Test func anAnswerGivenSinceIsNotTakenBack() async throws {
        let desk = try await desk()
        try await say(answer("mine", .acknowledged, by: "ph-1"), on: desk)
        try await say(answer("theirs", .overridden, by: "ph-2", after: 1), on: desk)
        let refused = try await desk.post(path, body("reopened", by: "ph-1", takesBack: "mine"))
        #expect(refused.status == 409 && refused.text.contains("answered-since"), "\(refused.text)")
        #expect(desk.log.records(of: .alertResponses).count == 2)
    }

    @Test func anAnswerThatIsConfirmedSinceIsNotTakenBack() async throws {
        let desk = try await desk {
            ($0.status, $0.answer) = (.overridden, .init(answer("theirs", .overridden, by: "ph-2")))
        }
        #expect(try await desk.post(path, body("reopened", by: "ph-1", takesBack: "mine")).status == 409)
    }

    @Test func whoWasGivenTheAlertSinceHasNotAnsweredIt() async throws {
        let desk = try await desk()
        try await say(answer("mine", .acknowledged, by: "ph-1"), on: desk)
        try await say(answer("given", .assigned, by: "ph-2", after: 1), on: desk)
        #expect(try await desk.post(path, body("reopened", by: "ph-1", takesBack: "mine")).status == 202)
    }

    @Test func onlyAReopeningTakesSomethingBack() async throws {
        let desk = try await desk()
        let refused = try await desk.post(path, body("acknowledged", by: "ph-1", takesBack: "mine"))
        #expect(refused.status == 400 && refused.text.contains("takesBack"), "\(refused.text)")
        let long = String(repeating: "a", count: 101)
        #expect(try await desk.post(path, body("reopened", by: "ph-1", takesBack: long)).status == 400)
    }

    @Test(arguments: [("theirs", false), ("mine", true)])
    func aTakeBackWaitsOnlyForTheAnswerItNames(_ standing: String, _ waits: Bool) async throws {
        let desk = try await desk {
            ($0.status, $0.answer) = (.overridden, .init(answer(standing, .overridden, by: "ph-2")))
        }
        var undo = answer("undo", .reopened, by: "ph-1", after: 1)
        undo.takesBack = "mine"
        try await say(undo, on: desk)
        let listed: ListedAlerts = try await desk.get("/alerts?status=all").decoded()
        #expect(listed.pendingAnswers.isEmpty == !waits)
    }

    // MARK: Answering at the same time

    @Test(arguments: ["acknowledge", "override"])
    func whatSomebodyElseHasJustAnsweredIsNotAnsweredOver(_ action: String) async throws {
        let desk = try await desk()
        try await say(answer("theirs", .overridden, by: "ph-2"), on: desk)
        let refused = try await desk.post(path, body(action, by: "ph-1"))
        #expect(refused.status == 409 && refused.text.contains("answered-already"), "\(refused.text)")
        #expect(desk.log.records(of: .alertResponses).count == 1)
        // Who answered may answer otherwise, and whoever wants it open says so.
        #expect(try await desk.post(path, body(action, by: "ph-2")).status == 202)
        #expect(try await desk.post(path, body("reopen", by: "ph-1")).status == 202)
    }

    @Test func whatWasOnlyGivenToSomebodyIsAnswered() async throws {
        let desk = try await desk()
        try await say(answer("given", .assigned, by: "ph-2"), on: desk)
        #expect(try await desk.post(path, body("acknowledge", by: "ph-1")).status == 202)
    }

    @Test func oneThatIsBeingAnsweredRefusesAllTogether() async throws {
        let desk = try await desk()
        let together = #"{"alerts":[{"id":"interaction-check:baclofen-opioid:p-17","alertRevision":3}]}"#
        try await say(answer("theirs", .overridden, by: "ph-2"), on: desk)
        let refused = try await desk.post("/alerts/acknowledgements", together)
        #expect(refused.status == 422 && refused.text.contains("not-together"), "\(refused.text)")
        #expect(desk.log.records(of: .alertResponses).count == 1)
    }

    // MARK: A list that others make shorter

    @Test func aPageBehindTheEndOfTheListShowsHowItEnds() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        for name in ["a", "b", "c"] {
            try desk.say(.sample(AlertID("interaction-check:\(name)"), summary: "Finding \(name)"), revision: 1)
        }
        try await desk.read()
        let page = try await desk.get("/worklist/rows?limit=2&offset=4").text
        #expect(page.contains("Finding c") && !page.contains("Finding a"))
        #expect(page.contains("3–3 of 3 alerts"))
        #expect(!page.contains("Nothing needs an answer"))
    }
}
