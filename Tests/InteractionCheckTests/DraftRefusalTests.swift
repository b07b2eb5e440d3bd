import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// Questions that cannot be answered, and how that is said.
@Suite struct DraftRefusalTests {
    private static let draft = #"{"orderId":"d-1","medication":{"text":"secret-oxycodone"}"#

    @Test(arguments: [
        ("{", "$"), (#"{"patientId":"patient-1"}"#, "$.drafts"), (#"{"drafts":[]}"#, "$.drafts"),
        (#"{"drafts":[{"orderId":"d-1"}]}"#, "medication"),
        (#"{"drafts":[\#(draft)},\#(draft)}]}"#, "$.drafts[1].orderId"),
        (#"{"drafts":[\#(draft),"dailyDoseMilligrams":-5}]}"#, "$.drafts[0].dailyDoseMilligrams"),
        (#"{"drafts":[\#(draft),"endsAt":"2020-01-01T00:00:00Z"}]}"#, "$.drafts[0].endsAt"),
        (#"{"drafts":[{"orderId":"d-1","medication":{"text":" "}}]}"#, "$.drafts[0].medication"),
        (#"{"drafts":[\#(draft)}],"context":{"age":400}}"#, "$.context.age"),
        (#"{"drafts":[\#(draft)}],"context":{"estimatedGFR":-1}}"#, "$.context.estimatedGFR"),
        (#"{"drafts":[\#(draft)}],"context":{"birthDate":"2999-01-01"}}"#, "$.context.birthDate"),
        (
            #"{"drafts":[\#(draft)}],"context":{"estimatedGFR":41,"estimatedGFRAt":"2999-01-01T00:00:00Z"}}"#,
            "$.context.estimatedGFRAt"
        ),
    ])
    func aBadQuestionIsRefusedByElement(_ json: String, _ element: String) throws {
        let refusal = try DraftDesk().refusal(json)
        #expect(refusal.message.contains(element), "\(refusal)")
        #expect(!refusal.message.contains("secret") && refusal.requestId == "c-1")
    }

    @Test func tooMuchIsRefused() throws {
        let desk = try DraftDesk()
        let many = (0...50).map { DraftDesk.draft("oxycodone", id: OrderID("d-\($0)")) }
        #expect(try refusal(desk, InteractionCheckRequest(drafts: many)) == "bad-value")
        let long = DraftDesk.draft(String(repeating: "oxycodone ", count: 101))
        #expect(try refusal(desk, InteractionCheckRequest(drafts: [long])) == "bad-value")
        let allergies = Array(repeating: Medication(text: "codeine"), count: 201)
        let context = InteractionCheckRequest.Context(allergies: allergies)
        #expect(try refusal(desk, InteractionCheckRequest(drafts: [many[0]], context: context)) == "bad-value")
    }

    @Test func thePatientOfTheEventCounts() throws {
        let desk = try DraftDesk.withBaclofen()
        let request = InteractionCheckRequest(patientId: TestPatient.id, drafts: [DraftDesk.draft("oxycodone")])
        #expect(try refusal(desk, request, about: "patient-2") == "patient-mismatch")
    }

    @Test func theDeadAndMergedRecordsAreNotAnswered() throws {
        let request = InteractionCheckRequest(patientId: TestPatient.id, drafts: [DraftDesk.draft("oxycodone")])
        let merged = try DraftDesk.withBaclofen()
        try merged.service.deliver(
            PatientEvent(patientId: TestPatient.id, change: .merged, otherPatientId: "patient-2"))
        #expect(try refusal(merged, request) == "patient-merged")
        let dead = try DraftDesk.withBaclofen()
        try dead.service.deliver(PatientEvent(patientId: TestPatient.id, change: .died))
        #expect(try refusal(dead, request) == "patient-died")
    }

    private func refusal(
        _ desk: DraftDesk, _ request: InteractionCheckRequest, about subject: PatientID = TestPatient.id
    ) throws -> String {
        try desk.refusal(String(decoding: request.encode(), as: UTF8.self), about: subject).code
    }
}
