import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import Prescribing

/// One order interrupts once: for what stops it, else for what weighs most.
@Suite struct OneCallTests {
    private func remark(
        _ id: RuleID, _ severity: Severity, _ disposition: DoseRule.Disposition = .alert, interrupts: Bool = true
    ) -> DoseVerdict.Remark {
        let rule = RuleReference(id: id, version: "1", evidence: .house, citations: [])
        return DoseVerdict.Remark(
            finding: Finding(
                rule: rule, kind: .dose, severity: severity, summary: "", detail: "", interruptive: interrupts),
            disposition: disposition, isInterruptive: interrupts)
    }

    private func alert(_ id: RuleID, interrupts: Bool, raised: Double, answered: Double? = nil) -> Alert {
        let rule = RuleReference(id: id, version: "1", evidence: .house, citations: [])
        var alert = Alert(
            alertId: AlertID("prescribing:\(id.rawValue):o-1"), patientId: "p-1", kind: .dose, severity: .major,
            interruptive: interrupts, summary: "", detail: "", rule: rule, raisedAt: noon + .hours(raised))
        if let answered {
            alert.status = .overridden
            alert.answer = Alert.Answer(
                AlertResponse(
                    responseId: "r", alertId: alert.alertId, alertRevision: 1, action: .overridden,
                    by: AlertResponse.Actor(id: "ph-1", role: "pharmacist"), at: noon + .hours(answered)))
        }
        return alert
    }

    private func speaker(_ remarks: DoseVerdict.Remark..., beside alerts: [Alert] = []) -> RuleID? {
        let standing = { (id: RuleID) in alerts.first { $0.rule.id == id } }
        let speaking = Speaking(remarks, standing: standing)
        #expect(speaking.rule == Speaking(remarks.reversed(), standing: standing).rule)
        return speaking.rule
    }

    @Test func whatStopsTheOrderSpeaksBeforeWhatWeighsMore() {
        #expect(speaker(remark("a", .contraindicated), remark("b", .moderate, .hold)) == "b")
        #expect(speaker(remark("a", .moderate, .hold), remark("b", .moderate, .reject)) == "b")
    }

    @Test func theWeightiestSpeaksAndTheFirstByNameAmongEquals() {
        #expect(speaker(remark("a", .moderate), remark("b", .major)) == "b")
        #expect(speaker(remark("b", .major), remark("a", .major)) == "a")
    }

    @Test func whatInterruptsNobodyNeverSpeaks() {
        #expect(speaker(remark("a", .contraindicated, .hold, interrupts: false), remark("b", .minor)) == "b")
        #expect(speaker(remark("a", .major, .hold, interrupts: false)) == nil)
    }

    // MARK: After an answer

    @Test func whatComesAfterTheAnswerCalls() {
        let ceiling = alert("ceiling", interrupts: true, raised: 0, answered: 1)
        #expect(speaker(remark("ceiling", .major), remark("kidney", .major), beside: [ceiling]) == "kidney")
        let kidney = alert("kidney", interrupts: false, raised: 2)
        #expect(speaker(remark("ceiling", .major), remark("kidney", .major), beside: [ceiling, kidney]) == "kidney")
    }

    @Test func whatStoodBesideWhatWasAnsweredStaysQuiet() {
        let ceiling = alert("ceiling", interrupts: true, raised: 0, answered: 1)
        let kidney = alert("kidney", interrupts: false, raised: 0)
        #expect(speaker(remark("ceiling", .major), remark("kidney", .major), beside: [ceiling, kidney]) == nil)
    }

    @Test func aHoldThatTheAnswersLeftStandingCalls() {
        let ceiling = alert("ceiling", interrupts: true, raised: 0, answered: 1)
        let start = alert("start", interrupts: false, raised: 0)
        let remarks = (remark("ceiling", .major, .hold), remark("start", .major, .hold))
        #expect(speaker(remarks.0, remarks.1, beside: [ceiling, start]) == "start")
    }

    @Test func whoSpeaksNextChangesNothingAboutWhatWasAnswered() {
        let start = alert("start", interrupts: false, raised: 0, answered: 1)
        let speaking = Speaking([remark("start", .major, .hold)]) { $0 == "start" ? start : nil }
        #expect(speaking.rule == nil)
        #expect(!speaking.interrupts(remark("start", .major, .hold)))
        let called = alert("start", interrupts: true, raised: 0, answered: 1)
        let both = [remark("start", .major, .hold), remark("allergy", .contraindicated, .hold)]
        #expect(Speaking(both) { $0 == "start" ? called : nil }.interrupts(both[0]))
    }
}

/// The same through the judge.
@Suite struct OneCallLifeTests {
    private let id = "prescribing:baclofen-daily-ceiling:o-1"

    @Test func anOrderCallsOnceAndWhatStoodBesideStaysQuietAfterTheAnswer() throws {
        let harness = try HospitalHarness()
        let first = try harness.send(Hospital.order(milligrams: 30, perDay: 4))
        #expect(first.alerts.count > 1)
        #expect(first.alerts.filter(\.alert.interruptive).map(\.alert.alertId.rawValue) == [id])
        let answered = try harness.answer(id, .overridden)
        #expect(answered.alerts.filter { $0.alert.interruptive && $0.alert.status == .open }.isEmpty)
    }
}
