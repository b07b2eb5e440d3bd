import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// The same finding in the same stay interrupts once; what is more than before interrupts again.
@Suite struct RepeatTests {
    private let alertID: AlertID = "interaction-check:baclofen-opioid:patient-1"

    /// An older patient in a stay, whose new opioid interrupted and was answered; the order is then taken back.
    private func answered() throws -> PatientHarness {
        let service = try PatientHarness()
        try service.deliver(PatientEvent(patientId: service.patient, birthDate: CalendarDay("1948-01-01")))
        try service.order("o-1", "baclofen 10 mg tablet", milligramsPerDay: 30)
        try opioid("o-2", in: service)
        #expect(try alert(of: service)?.interruptive == true)
        try service.deliver(
            AlertResponse(
                responseId: "r-1", alertId: alertID, alertRevision: 1, action: .overridden,
                reason: .init(code: "risk-benefit-ratio"), by: .init(id: "pharmacist-1", role: "pharmacist"),
                at: service.harness.now, seenAt: service.harness.now), on: .alertResponses)
        return service
    }

    @discardableResult
    private func opioid(
        _ id: OrderID, milligrams: Double? = 10, stay: EncounterID? = "stay-1", prescriber: PractitionerID = "doctor-1",
        in service: PatientHarness
    ) throws -> Alert? {
        try service.order(
            id, "oxycodone 5 mg tablet", context: .new, milligramsPerDay: milligrams, after: .minutes(10),
            encounter: stay, prescriber: prescriber)
        return try alert(of: service)
    }

    private func alert(of service: PatientHarness) throws -> Alert? {
        try service.open.first { $0.alertId == alertID }
    }

    private func retract(in service: PatientHarness) throws {
        try service.order("o-2", "oxycodone 5 mg tablet", .retracted, revision: 2)
        #expect(try alert(of: service) == nil)
    }

    @Test func orderedAnewInTheSameStayItIsShownAndDoesNotInterrupt() throws {
        let service = try answered()
        try retract(in: service)
        let again = try opioid("o-3", in: service)
        #expect(again?.interruptive == false)
        #expect(again?.dueAt == nil)
        #expect(again?.severity == .major)
        #expect(again?.factors.contains { $0.hasPrefix("does not interrupt again: answered on ") } == true)
        // A further judgement of the same facts says nothing new.
        #expect(try service.harness.rejudge().alerts.isEmpty)
    }

    @Test func reorderedWhileItStandsTheAnswerStays() throws {
        let service = try answered()
        try service.order("o-2", "oxycodone 5 mg tablet", .stopped, revision: 2, after: .minutes(1))
        let again = try opioid("o-3", in: service)
        #expect(again?.status == .overridden)
        #expect(again?.interruptive == false)
    }

    @Test func aHigherDoseInterrupts() throws {
        let service = try answered()
        try retract(in: service)
        #expect(try opioid("o-3", milligrams: 15, in: service)?.interruptive == true)
    }

    @Test func anUnknownDoseInterrupts() throws {
        let service = try answered()
        try retract(in: service)
        #expect(try opioid("o-3", milligrams: nil, in: service)?.interruptive == true)
    }

    @Test func anotherStayInterrupts() throws {
        let service = try answered()
        try retract(in: service)
        #expect(try opioid("o-3", stay: "stay-2", in: service)?.interruptive == true)
    }

    @Test func noStayInterrupts() throws {
        let service = try answered()
        try retract(in: service)
        #expect(try opioid("o-3", stay: nil, in: service)?.interruptive == true)
    }

    @Test func anotherPrescriberIsInterrupted() throws {
        let service = try answered()
        try retract(in: service)
        #expect(try opioid("o-3", prescriber: "doctor-2", in: service)?.interruptive == true)
    }

    @Test func worseKidneysInterruptThoughItWeighsNoMore() throws {
        let service = try answered()
        try retract(in: service)
        try service.deliver(
            ObservationEvent(
                observationId: "e-1", patientId: service.patient, kind: .estimatedGFR, value: 40,
                observedAt: service.harness.now))
        let again = try opioid("o-3", in: service)
        #expect(again?.severity == .major)
        #expect(again?.interruptive == true)
    }

    @Test func aFallSinceInterrupts() throws {
        let service = try answered()
        try retract(in: service)
        try service.deliver(
            ObservationEvent(
                observationId: "f-1", patientId: service.patient, kind: .fall, value: 1,
                observedAt: service.harness.now))
        #expect(try opioid("o-3", in: service)?.interruptive == true)
    }

    @Test func afterItsTimeItInterruptsAgain() throws {
        let service = try answered()
        try retract(in: service)
        try service.harness.advance(to: service.harness.now + .hours(73))
        #expect(try opioid("o-3", in: service)?.interruptive == true)
        #expect(try service.profile?.answered == nil)
    }

    @Test func whatSomebodyOpensAgainInterrupts() throws {
        let service = try answered()
        try service.deliver(
            AlertResponse(
                responseId: "r-2", alertId: alertID, alertRevision: 2, action: .reopened,
                by: .init(id: "pharmacist-2", role: "pharmacist"), at: service.harness.now), on: .alertResponses)
        try retract(in: service)
        #expect(try opioid("o-3", in: service)?.interruptive == true)
    }

    @Test func aLabelledContraindicationIsNeverKeptQuiet() throws {
        var draft = try #require(try alert(of: try answered()))
        var answered = AnsweredFinding(
            draft,
            AlertResponse(
                responseId: "r", alertId: alertID, alertRevision: 1, action: .overridden,
                by: .init(id: "p", role: "pharmacist"), at: draft.raisedAt), asOf: draft.raisedAt)
        draft.severity = .contraindicated
        answered.severity = .contraindicated
        #expect(RepeatPolicy.quieting(draft, beside: nil, answered: answered).interruptive)
        draft.severity = .major
        #expect(!RepeatPolicy.quieting(draft, beside: nil, answered: answered).interruptive)
    }
}
