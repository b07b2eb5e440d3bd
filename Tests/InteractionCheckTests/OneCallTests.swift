import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// One order interrupts once, over both services.
@Suite struct OneCallTests {
    private let clinic: PatientHarness
    private let opioid: RuleID = "baclofen-opioid"
    private let twoPumps: RuleID = "baclofen-intrathecal-duplicate"

    init() throws { clinic = try PatientHarness() }

    private func place(
        _ id: OrderID, _ text: String, _ status: OrderEvent.Status = .accepted, revision: Int = 1,
        route: Route = .oral, once: Bool = false, says kinds: [AlertKind] = [], after span: Span = .zero
    ) throws -> Published {
        let order = OrderEvent(
            orderId: id, patientId: clinic.patient, revision: revision, status: status,
            medication: try TestPatient.medication(text), route: route,
            dosageInstructions: once ? [DosageInstruction(timing: DoseTiming(count: 1))] : [],
            therapyContext: .new, startsAt: TestPatient.now, findings: kinds.map(TestPatient.finding))
        return try clinic.harness.deliver(
            order, on: Topic(.prescribingEvents), about: clinic.patient, revision: revision,
            at: clinic.harness.now + span)
    }

    private func open(_ rule: RuleID) throws -> Alert? { try clinic.open.first { $0.rule.id == rule } }

    @Test func heldOrderInterruptsForNothingElseUntilItIsLetGo() throws {
        try clinic.deliver(PatientEvent(patientId: clinic.patient, birthDate: CalendarDay("1948-01-01")))
        try clinic.order("o-1", "oxycodone 5 mg tablet")
        _ = try place("o-2", "baclofen 10 mg tablet", .held, says: [.dose])
        let quiet = try #require(try open(opioid))
        #expect(!quiet.interruptive && quiet.dueAt == nil)
        #expect(quiet.factors.contains { $0.hasPrefix("does not interrupt: ") })
        let published = try place("o-2", "baclofen 10 mg tablet", .released, revision: 2, says: [.dose])
        #expect(published.alerts.map(\.alert.rule.id) == [opioid])
        let loud = try #require(try open(opioid))
        #expect(loud.interruptive && loud.dueAt != nil)
    }

    /// What is on hold in the hospital, and nobody is asked about, interrupts.
    @Test func holdWithoutACallKeepsNothingQuiet() throws {
        try clinic.deliver(PatientEvent(patientId: clinic.patient, birthDate: CalendarDay("1948-01-01")))
        try clinic.order("o-1", "oxycodone 5 mg tablet")
        _ = try place("o-2", "baclofen 10 mg tablet", .held)
        #expect(try open(opioid)?.interruptive == true)
    }

    @Test func trialDoseIsNoRunningPumpAfterItsDay() throws {
        _ = try place("o-1", "baclofen intrathecal injection", route: .intrathecal, once: true)
        _ = try place("o-2", "Gablofen", route: .intrathecal, after: .hours(2))
        #expect(try open(twoPumps)?.interruptive == true)
        // Said again, it is not given again.
        _ = try place(
            "o-1", "baclofen intrathecal injection", revision: 2, route: .intrathecal, once: true, after: .hours(9))
        let published = try clinic.harness.advance(to: TestPatient.now + .hours(24))
        #expect(published.alerts.contains { $0.change == .resolved && $0.alert.rule.id == twoPumps })
        #expect(try open(twoPumps) == nil)
        try clinic.harness.advance(to: TestPatient.now + .hours(24 + 35))
        #expect(try clinic.profile?.medicines.keys.sorted() == ["order:o-2"])
    }

    @Test func heldTrialDoseBeginsItsDayWhenItIsLetGo() throws {
        _ = try place("o-1", "baclofen intrathecal injection", .held, route: .intrathecal, once: true, says: [.dose])
        try clinic.harness.advance(to: TestPatient.now + .days(3))
        _ = try place("o-1", "baclofen intrathecal injection", .released, revision: 2, route: .intrathecal, once: true)
        _ = try place("o-2", "Gablofen", route: .intrathecal)
        #expect(try open(twoPumps) != nil)
        try clinic.harness.advance(to: TestPatient.now + .days(4))
        #expect(try open(twoPumps) == nil)
    }
}
