import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Orders nobody has placed yet: judged as they would be, and forgotten.
@Suite struct DraftReviewTests {
    private let hospital: HospitalHarness
    private let patient: PatientID = "p-1"

    init() throws { hospital = try HospitalHarness() }

    private func ask(
        _ resources: [String], drafts: [OrderID] = ["o-9"], about asked: PatientID? = nil
    ) throws -> CloudEvent {
        let request = PrescriptionReviewRequest(
            patientId: asked ?? patient, drafts: drafts, resources: Hospital.bundle("collection", resources))
        let event = CloudEvent(
            id: "q-1", source: "urn:test", type: request.type, time: hospital.service.now, subject: patient.rawValue,
            correlationID: "c-1", data: try request.encode())
        let reply = try hospital.service.partition.ask(
            event.message(key: Array(patient.rawValue.utf8)), on: .requests(to: .prescribing),
            at: hospital.service.now)
        return try CloudEvent(try #require(reply).message)
    }

    private func review(_ resources: [String], drafts: [OrderID] = ["o-9"]) throws -> PrescriptionReview {
        let reply = try ask(resources, drafts: drafts)
        return try PrescriptionReview.decode(try #require(reply.data), type: reply.type)
    }

    private func refusal(_ reply: CloudEvent) throws -> String {
        try QuestionRefused.decode(try #require(reply.data), type: reply.type).code
    }

    private static func draft(_ id: String = "o-9", milligrams: Double = 5, perDay: Int? = 3) -> String {
        Hospital.order(id, status: "draft", milligrams: milligrams, perDay: perDay)
    }

    @Test func aDraftIsJudgedAsTheOrderWouldBeAndNothingIsKept() throws {
        try hospital.send(Hospital.patient())
        let asked = try review([Self.draft(milligrams: 40)])
        let order = try #require(asked.orders.first)
        #expect(asked.orders.count == 1 && asked.profile == .kept && asked.requestId == "c-1")
        #expect(order.dailyDoseMilligrams == 120 && !order.findings.isEmpty)
        #expect(try review([Self.draft(milligrams: 40)]) == asked, "asked again, it is the same answer")
        let placed = try hospital.send(Self.draft(milligrams: 40))
        let event = try #require(placed.payloads(OrderEvent.self).first)
        #expect(event.revision == 1, "the question has left no order behind")
        #expect(event.findings == order.findings && event.checks == order.checks)
    }

    @Test func whatIsSentAlongCountsAndIsPassedOn() throws {
        let kidneys = Hospital.observation("ob-1", value: 20)
        let condition = """
            {"resourceType":"Condition","id":"c-1","subject":{"reference":"Patient/p-1"},
             "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J44.9"}]}}
            """
        let other = Hospital.order("o-2", medicine: "Oxycodone 5 mg tablet")
        let asked = try review([Self.draft(), Hospital.patient(born: "1950-01-01"), kidneys, condition, other])
        #expect(asked.profile == .unknown)
        #expect(asked.orders.map(\.orderId) == ["o-9"])
        #expect(asked.orders.first?.findings.contains { $0.kind == .renalDose } == true)
        let context = try #require(asked.context)
        #expect(context.birthDate?.description == "1950-01-01" && context.estimatedGFR == 20)
        #expect(context.conditions == [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "J44.9")])
        #expect(context.otherMedicines?.map(\.medication.text) == ["Oxycodone 5 mg tablet"])
    }

    @Test func whatADraftReplacesIsNoOtherMedicine() throws {
        let prior = #""priorPrescription":{"reference":"MedicationRequest/o-1"},"#
        let draft = Hospital.order("o-9", status: "draft", more: prior)
        #expect(try review([draft, Hospital.order("o-1")]).context == nil)
    }

    @Test func anOrderThatIsKeptIsJudgedAsItIsAskedAbout() throws {
        try hospital.send(Hospital.patient())
        try hospital.send(Hospital.order("o-9", milligrams: 5))
        // The same edition with another dose: a feed would be refused for it, a question is about what is on the screen.
        let asked = try review([Hospital.order("o-9", milligrams: 40)])
        #expect(asked.orders.first?.dailyDoseMilligrams == 120 && asked.unread.isEmpty)
        #expect(try review([Hospital.order("o-9", milligrams: 5)]).orders.first?.dailyDoseMilligrams == 15)
    }

    @Test func whatCannotBeUsedIsNamed() throws {
        let bad = #"{"resourceType":"Observation","id":"x","status":"final","subject":{"reference":"Patient/p-1"}}"#
        let option = Self.draft("o-8").replacing(#""intent":"order""#, with: #""intent":"option""#)
        let other = Hospital.order("o-7", patient: "p-2")
        let asked = try review([Self.draft(), bad, option, other], drafts: ["o-9", "o-8"])
        #expect(asked.orders.map(\.orderId) == ["o-9"])
        let codes = Set(asked.unread.map(\.code))
        #expect(codes == ["missing-element", "not-judged", "other-patient"], "\(asked.unread)")
    }

    @Test func aQuestionThatCannotBeAnsweredIsRefused() throws {
        #expect(try refusal(try ask([Self.draft()], about: "p-2")) == "patient-mismatch")
        #expect(try refusal(try ask([Self.draft()], drafts: [])) == "bad-value")
        #expect(try refusal(try ask([#"{"resourceType":"MedicationRequest","id":"o-9"}"#])) == "missing-element")
        let event = CloudEvent(
            id: "q", source: "urn:test", type: PrescriptionReviewRequest.types[0], time: hospital.service.now,
            subject: "p-1", correlationID: "c-1",
            data: try PrescriptionReviewRequest(patientId: patient, drafts: ["o"], resources: "{").encode())
        let reply = try hospital.service.partition.ask(
            event.message(key: Array("p-1".utf8)), on: .requests(to: .prescribing), at: hospital.service.now)
        #expect(try refusal(try CloudEvent(try #require(reply).message)) == "truncated")
    }

    @Test func nobodyOrdersForWhoHasDied() throws {
        try hospital.send(Hospital.patient(more: #""deceasedBoolean":true,"#))
        #expect(try refusal(try ask([Self.draft()])) == "patient-died")
    }
}
