import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import WithdrawalMonitor

/// A record that was merged is neither a stop nor a supply that ran out, and neither is what goes back to it.
@Suite struct MergedPatientTests {
    private func merged(_ change: PatientEvent.Change = .merged) -> PatientEvent {
        PatientEvent(patientId: Timeline.patient, change: change, otherPatientId: "other")
    }

    @Test func aMergedRecordRunsOutOfNothing() throws {
        var life = try Timeline()
        life.tell(Fact.order("o-1"), at: Timeline.day(0))
        life.tell(Fact.fill("d-1", 0), at: Timeline.day(0))
        #expect(!life.deadlines.isEmpty)
        life.tell(merged(), at: Timeline.day(5))
        #expect(life.deadlines.isEmpty)
        life.advance(to: Timeline.day(60))
        life.tell(Fact.order("o-1", .stopped), at: Timeline.day(61))
        life.advance(to: Timeline.day(70))
        #expect(life.said(AlertEvent.self).isEmpty)
        #expect(life.said(WithdrawalEpisode.self).isEmpty)
    }

    @Test func whatWasOpenEndsWithTheReason() throws {
        var life = try Timeline()
        life.tell(Fact.order("o-1"), at: Timeline.day(0))
        life.tell(Fact.fill("d-1", 0), at: Timeline.day(0))
        life.advance(to: Timeline.day(60))
        #expect(life.runOut != nil)
        life.tell(merged(), at: Timeline.day(60, hour: 1))
        #expect(life.alerts.isEmpty)
        #expect(life.resolutions.last == "patient merged")
        life.tell(merged(.unmerged), at: Timeline.day(60, hour: 2))
        #expect(life.runOut != nil, "apart again, the supply is as short as it was")
    }

    @Test func anOrderThatGoesBackIsNoStopWhateverWasDispensed() throws {
        var life = try Timeline()
        life.tell(Fact.order("o-1"), at: Timeline.day(0))
        life.tell(Fact.fill("d-1", 0), at: Timeline.day(0))
        life.tell(Fact.order("o-2"), at: Timeline.day(1))
        var back = Fact.order("o-2", .retracted)
        back.isHandedBack = true
        life.tell(back, at: Timeline.day(10))
        back = Fact.order("o-1", .retracted)
        back.isHandedBack = true
        life.tell(back, at: Timeline.day(10))
        life.advance(to: Timeline.day(12))
        #expect(life.stop == nil)
        #expect(life.said(AlertEvent.self).allSatisfy { $0.alert.kind != .abruptStop })
        #expect(life.alerts.isEmpty)
        #expect(life.record?.orders.isEmpty == true)
    }
}
