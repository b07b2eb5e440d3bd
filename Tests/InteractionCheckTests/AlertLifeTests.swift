import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// A finding from its first day to its last, through the engine that runs in production.
@Suite struct AlertLifeTests {
    private let opioid: AlertID = "interaction-check:baclofen-opioid:patient-1"

    @Test func theAlertSaysWhatTheContractSays() throws {
        let service = try PatientHarness()
        try service.order("o-1", "Baclofen 10 mg tablet", milligramsPerDay: 30)
        try service.deliver(PatientEvent(patientId: service.patient, birthDate: CalendarDay("1948-01-01")))
        let published = try service.order("o-2", "Oxycodone 5 mg tablet", context: .new)
        let alert = try #require(published.alerts.first?.alert)
        #expect(published.alerts.map(\.change) == [.raised])
        #expect(alert.alertId == opioid)
        #expect(alert.summary == "Baclofen with oxycodone: additive sedation and respiratory depression")
        #expect(alert.severity == .major)
        #expect(alert.interruptive)
        #expect(alert.medications.map(\.orderId) == ["o-1", "o-2"])
        #expect(alert.factors == ["age 78", "oxycodone is new"])
        #expect(!alert.rule.citations.isEmpty)
        #expect(alert.dueAt == TestPatient.now + .minutes(15))
    }

    @Test func repeatedFactsAnnounceNothing() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        #expect(try service.order("o-2", "oxycodone").alerts.count == 1)
        #expect(try service.order("o-2", "oxycodone", revision: 2, after: .hours(1)).isEmpty)
        #expect(try service.order("o-1", "baclofen 10 mg tablet", revision: 2, after: .hours(1)).isEmpty)
    }

    @Test func stopResolvesWhenWashedOutAndARestartReturnsToTheSameAlert() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        let stopped = try service.order("o-2", "oxycodone", .stopped, revision: 2, after: .hours(1))
        #expect(stopped.alerts.map(\.change) == [.updated])
        #expect(try service.harness.advance(to: TestPatient.now + .hours(25)).isEmpty)
        let washedOut = try service.harness.advance(to: TestPatient.now + .hours(26))
        #expect(washedOut.alerts.map(\.change) == [.resolved])
        #expect(washedOut.alerts.first?.alert.resolution?.reason == "oxycodone stopped")
        #expect(try service.profile?.medicines.keys.sorted() == ["order:o-1"])
        let restarted = try service.order("o-3", "oxycodone")
        #expect(restarted.alerts.map(\.change) == [.raised])
        #expect(restarted.alerts.first?.alert.alertId == opioid)
    }

    @Test func stoppedBaclofenEndsEverythingAfterItsWashout() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        try service.order("o-1", "baclofen 10 mg tablet", .stopped, revision: 2)
        #expect(try service.open.count == 1)
        let end = try service.harness.advance(to: TestPatient.now + .hours(35))
        #expect(end.alerts.first?.alert.resolution?.reason == "baclofen stopped")
        #expect(try service.open.isEmpty)
    }

    @Test func retractedOrderTakesItsFindingsWithItAtOnce() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        let retracted = try service.order("o-2", "oxycodone", .retracted, revision: 2)
        #expect(retracted.alerts.first?.alert.resolution?.reason == "order of oxycodone entered in error")
    }

    @Test func heldOrderCountsAsOrdered() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet", .held)
        #expect(try service.order("o-2", "oxycodone").alerts.map(\.change) == [.raised])
    }

    @Test func deathResolvesEverything() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        try service.order("o-3", "lisinopril")
        let died = try service.deliver(
            PatientEvent(patientId: service.patient, change: .died, isDeceased: true))
        #expect(died.alerts.map(\.change) == [.resolved, .resolved])
        #expect(Set(died.alerts.compactMap(\.alert.resolution?.reason)) == ["patient died"])
        #expect(try service.harness.partition.nextDeadline() == nil)
        let moved = try service.deliver(PatientEvent(patientId: service.patient))
        #expect(moved.alerts.isEmpty)
        let mistaken = try service.deliver(PatientEvent(patientId: service.patient, isDeceased: false))
        #expect(!mistaken.alerts.isEmpty)
    }

    @Test func unansweredInterruptionIsSaidAgainUntilItIsAnswered() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "sodium oxybate", context: .new)
        let alert = try #require(try service.open.first)
        #expect(try service.harness.advance(to: TestPatient.now + .minutes(14.9)).isEmpty)
        let first = try service.harness.advance(to: TestPatient.now + .minutes(15))
        #expect(first.alerts.map(\.change) == [.escalated])
        #expect(first.alerts.first?.alert.escalationLevel == 1)
        #expect(first.alerts.first?.alert.dueAt == TestPatient.now + .minutes(45))
        let answer = AlertResponse(
            responseId: "r-1", alertId: alert.alertId, alertRevision: 2, action: .acknowledged,
            by: .init(id: "pharmacist-1", role: "pharmacist"), at: service.harness.now)
        let answered = try service.deliver(answer, on: .alertResponses)
        #expect(answered.alerts.first?.alert.status == .acknowledged)
        #expect(try service.harness.partition.nextDeadline() == nil)
    }

    @Test func afterTheLastReminderNothingMoreIsSaid() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "sodium oxybate", context: .new)
        let steps = try TestKnowledge.standard.escalation.steps.count
        let reminders = try service.harness.advance(to: TestPatient.now + .hours(12)).alerts
        #expect(reminders.map(\.change) == Array(repeating: .escalated, count: steps))
        try service.order("o-3", "lisinopril", after: .hours(1))
        #expect(try service.harness.advance(to: TestPatient.now + .days(3)).isEmpty)
    }

    private func acknowledge(_ service: PatientHarness, _ id: String) throws {
        let answer = AlertResponse(
            responseId: id, alertId: opioid, alertRevision: 1, action: .acknowledged,
            by: .init(id: "pharmacist-1", role: "pharmacist"), at: service.harness.now)
        try service.deliver(answer, on: .alertResponses)
    }

    private func withAcknowledgedOxycodone() throws -> PatientHarness {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.deliver(PatientEvent(patientId: service.patient, birthDate: CalendarDay("1948-01-01")))
        try service.order("o-2", "oxycodone", context: .new, milligramsPerDay: 20)
        try acknowledge(service, "r-1")
        #expect(try service.open.map(\.status) == [.acknowledged])
        return service
    }

    @Test func nextNewOpioidInterruptsAgainAfterAnAnswer() throws {
        let service = try withAcknowledgedOxycodone()
        let alert = try #require(
            try service.order("o-3", "fentanyl", context: .new, after: .days(7)).alerts.first?.alert)
        #expect(alert.alertId == opioid)
        #expect(alert.interruptive && alert.status == .open && alert.answer == nil)
        #expect(alert.interruptsFor == ["order:o-2:started", "order:o-3:started"])
        #expect(alert.dueAt == service.harness.now + .minutes(15))
        try acknowledge(service, "r-2")
        #expect(try service.order("o-3", "fentanyl", revision: 2, context: .new, after: .hours(1)).isEmpty)
        #expect(try service.open.map(\.status) == [.acknowledged])
    }

    @Test func risenDoseInterruptsAgainAfterAnAnswer() throws {
        let service = try withAcknowledgedOxycodone()
        let raised = try service.order(
            "o-2", "oxycodone", revision: 2, context: .new, milligramsPerDay: 40, after: .days(7))
        #expect(raised.alerts.first?.alert.status == .open)
        #expect(raised.alerts.first?.alert.interruptsFor == ["order:o-2:raised:40"])
        try acknowledge(service, "r-2")
        try service.order("o-2", "oxycodone", revision: 3, context: .new, milligramsPerDay: 40, after: .hours(1))
        #expect(try service.open.map(\.status) == [.acknowledged])
    }

    @Test func newOpioidIsSaidThoughTheAlertHadFallenSilent() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.deliver(PatientEvent(patientId: service.patient, birthDate: CalendarDay("1948-01-01")))
        try service.order("o-2", "oxycodone", context: .new)
        _ = try service.harness.advance(to: TestPatient.now + .days(2))
        #expect(try service.open.map(\.dueAt) == [nil])
        let alert = try service.order("o-3", "fentanyl", context: .new, after: .hours(1)).alerts.first?.alert
        #expect(alert?.dueAt == service.harness.now + .minutes(15))
        #expect(alert?.escalationLevel == 0)
    }

    @Test func answersToOthersPassByAndEarlyOnesWait() throws {
        let service = try PatientHarness()
        let by = AlertResponse.Actor(id: "pharmacist-1", role: "pharmacist")
        func answer(_ id: AlertID) -> AlertResponse {
            AlertResponse(
                responseId: id.rawValue, alertId: id, alertRevision: 1, action: .acknowledged, by: by,
                at: TestPatient.now)
        }
        #expect(try service.deliver(answer("prescribing:dose:o-1"), on: .alertResponses).isEmpty)
        #expect(try service.deliver(answer(opioid), on: .alertResponses).isEmpty)
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        #expect(try service.open.map(\.status) == [.acknowledged])
    }

    @Test func newKnowledgeResolvesWhatItNoLongerSays() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        let poorer = try TestKnowledge.standard.without(rule: "baclofen-opioid")
        let event = Event(
            id: "k", source: "s", time: TestPatient.now, patient: service.patient,
            data: KnowledgeReplaced(version: "next"))
        let decision = RejudgeOnKnowledge(knowledge: poorer).decide(event, given: try service.profile)
        let said = decision.announcements.compactMap { $0.payload as? AlertEvent }
        #expect(said.map(\.change) == [.resolved])
        #expect(said.first?.alert.resolution?.reason == "rule-changed")
        #expect(try service.harness.rejudge().isEmpty)
    }

    @Test func withdrawalEpisodeMakesTreatmentOneQuietFindingUntilItCloses() throws {
        let service = try PatientHarness()
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "lorazepam", context: .new)
        func episode(_ change: WithdrawalEpisode.Change) -> WithdrawalEpisode {
            WithdrawalEpisode(
                episodeId: "e-1", patientId: service.patient, change: change, route: .intrathecal,
                startedAt: TestPatient.now, reason: "pump stopped")
        }
        try service.deliver(episode(.opened), on: .withdrawalEvents)
        #expect(try service.open.map(\.rule.id) == ["withdrawal-treatment"])
        #expect(try service.open.allSatisfy { !$0.interruptive })
        try service.deliver(episode(.closed), on: .withdrawalEvents)
        #expect(try service.open.map(\.rule.id) == ["baclofen-benzodiazepine"])
    }

    @Test func timeAloneBringsTheFactorOfABirthday() throws {
        let service = try PatientHarness()
        let (year, month, day) = TestPatient.now.day.components
        let birthDate = try #require(CalendarDay(year: year - 65, month: month, day: day)).adding(days: 10)
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "ibuprofen")
        try service.deliver(PatientEvent(patientId: service.patient, birthDate: birthDate))
        #expect(try service.open.map(\.severity) == [.minor])
        let published = try service.harness.advance(to: TestPatient.now + .days(11))
        #expect(published.alerts.map(\.alert.severity) == [.moderate])
    }
}
