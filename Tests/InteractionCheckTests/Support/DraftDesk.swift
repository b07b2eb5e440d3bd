import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// Questions about draft orders, asked as they come over the log.
struct DraftDesk {
    let service: PatientHarness

    init() throws { service = try PatientHarness() }

    /// The patient takes baclofen, and the service knows who they are.
    static func withBaclofen(born birth: String = "1986-01-01") throws -> DraftDesk {
        let desk = try DraftDesk()
        try desk.service.order("o-1", "baclofen 10 mg tablet", milligramsPerDay: 30)
        try desk.service.deliver(PatientEvent(patientId: TestPatient.id, birthDate: CalendarDay(birth)))
        try desk.service.deliver(
            ObservationEvent(
                observationId: "egfr", patientId: TestPatient.id, kind: .estimatedGFR, value: 95,
                observedAt: TestPatient.now - .days(1)))
        return desk
    }

    static func draft(
        _ text: String, id: OrderID = "draft-1", milligramsPerDay: Double? = 20
    ) -> InteractionCheckRequest.Draft {
        .init(orderId: id, medication: Medication(text: text), dailyDoseMilligrams: milligramsPerDay)
    }

    /// The reply as it would be published; nil when there is none.
    func reply(
        _ data: [UInt8], about subject: PatientID? = TestPatient.id, id: String = "q-1", after span: Span = .zero
    ) throws -> (message: Message, event: CloudEvent) {
        let event = CloudEvent(
            id: id, source: "urn:test", type: InteractionCheckRequest.types[0], time: service.harness.now,
            subject: subject?.rawValue, correlationID: "c-1", data: data)
        let key = Array((subject?.rawValue ?? id).utf8)
        let reply = try #require(
            try service.harness.partition.ask(
                event.message(key: key), on: .requests(to: .interactionCheck), at: service.harness.now + span))
        #expect(reply.topic == .replies(of: .interactionCheck) && reply.message.key == key)
        return (reply.message, try CloudEvent(reply.message))
    }

    func ask(
        _ drafts: [InteractionCheckRequest.Draft], _ context: InteractionCheckRequest.Context? = nil,
        about patient: PatientID? = TestPatient.id, after span: Span = .zero
    ) throws -> InteractionCheckResult {
        let request = InteractionCheckRequest(patientId: patient, drafts: drafts, context: context)
        let reply = try reply(request.encode(), about: patient, after: span).event
        return try InteractionCheckResult.decode(try #require(reply.data), type: reply.type)
    }

    func refusal(_ json: String, about subject: PatientID? = TestPatient.id) throws -> QuestionRefused {
        let reply = try reply(Array(json.utf8), about: subject).event
        return try QuestionRefused.decode(try #require(reply.data), type: reply.type)
    }
}
