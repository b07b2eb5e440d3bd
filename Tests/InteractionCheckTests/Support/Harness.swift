import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport

@testable import InteractionCheck

/// One patient's facts delivered to the service as it runs in production, on a store in memory.
struct PatientHarness {
    let harness: HandlerHarness
    let patient = TestPatient.id

    init() throws {
        self.init(
            try HandlerHarness(
                InteractionCheckService.define(try TestKnowledge.loaded), startingAt: TestPatient.now))
    }

    init(_ harness: HandlerHarness) { self.harness = harness }

    @discardableResult
    func order(
        _ id: OrderID, _ text: String, _ status: OrderEvent.Status = .accepted, revision: Int = 1,
        context: TherapyContext = .continuing, milligramsPerDay: Double? = nil, after span: Span = .zero,
        encounter: EncounterID? = nil, prescriber: PractitionerID? = nil
    ) throws -> Published {
        let now = harness.now + span
        let order = OrderEvent(
            orderId: id, patientId: patient, revision: revision, status: status,
            medication: try TestPatient.medication(text), route: .oral, dailyDoseMilligrams: milligramsPerDay,
            therapyContext: context, startsAt: TestPatient.now - .days(1),
            statusChangedAt: status == .stopped ? now : nil, encounterId: encounter, prescriberId: prescriber)
        return try harness.deliver(order, on: Topic(.prescribingEvents), about: patient, revision: revision, at: now)
    }

    @discardableResult
    func deliver<Payload: EventPayload>(_ payload: Payload, on topic: TopicName = .prescribingEvents) throws
        -> Published
    {
        try harness.deliver(payload, on: Topic(topic), about: patient)
    }

    var profile: MedicationProfile? {
        get throws { try harness.partition.read { try $0.document(.profiles, of: patient) } }
    }

    var open: [Alert] { get throws { try profile?.alerts.open ?? [] } }
}
