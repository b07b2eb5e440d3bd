import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct RunOutTests {
    /// 30 mg/day from a Monday, tablets through day 29 (a Tuesday), nothing left on day 30.
    private func timeline(_ extra: [any EventPayload] = [], dose: Double = 30) throws -> Timeline {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1", dose: dose), at: Timeline.day(0))
        for fact in extra { timeline.tell(fact, at: Timeline.day(0)) }
        timeline.tell(Fact.fill("d-1", 0, milligrams: dose * 30), at: Timeline.day(0))
        return timeline
    }

    struct Rung: Sendable {
        var day: Int
        var kind: AlertKind?
        var severity: Severity?
        var interruptive = false
    }

    @Test(arguments: [
        Rung(day: 21), Rung(day: 22, kind: .runOut, severity: .info), Rung(day: 24, kind: .runOut, severity: .info),
        Rung(day: 25, kind: .runOut, severity: .minor), Rung(day: 26, kind: .runOut, severity: .minor),
        Rung(day: 29, kind: .runOut, severity: .minor), Rung(day: 30, kind: .missedRefill, severity: .moderate),
        Rung(day: 31, kind: .missedRefill, severity: .major),
        Rung(day: 32, kind: .missedRefill, severity: .major, interruptive: true),
        Rung(day: 60, kind: .missedRefill, severity: .major, interruptive: true),
    ])
    func theAlarmGrowsDayByDay(rung: Rung) throws {
        var timeline = try timeline()
        timeline.advance(to: Timeline.day(rung.day))
        #expect(timeline.runOut?.kind == rung.kind)
        #expect(timeline.runOut?.severity == rung.severity)
        #expect(timeline.runOut?.interruptive ?? false == rung.interruptive)
        // One alert, however it has grown.
        #expect(Set(timeline.said(AlertEvent.self).map(\.alert.alertId)).count <= 1)
    }

    /// Three days ahead of day 29 is day 26, a Saturday: the reminder moves to Friday, day 25.
    @Test func reminderMovesToTheLastWorkingDay() throws {
        var timeline = try timeline()
        timeline.advance(to: Timeline.day(25) - .seconds(1))
        #expect(timeline.runOut?.severity == .info)
        timeline.advance(to: Timeline.day(25))
        #expect(timeline.runOut?.severity == .minor)
    }

    @Test(arguments: [
        Rung(day: 22, kind: .runOut, severity: .minor), Rung(day: 25, kind: .runOut, severity: .moderate),
        Rung(day: 29, kind: .runOut, severity: .major),
        Rung(day: 30, kind: .missedRefill, severity: .major, interruptive: true),
    ])
    func highRiskIsOneLevelUp(rung: Rung) throws {
        let epilepsy = ConditionEvent(
            conditionId: "c-1", patientId: Timeline.patient,
            codes: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "G40.909")])
        let injury = ConditionEvent(
            conditionId: "c-2", patientId: Timeline.patient,
            codes: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "S14.105A")])
        var timeline = try timeline([epilepsy, injury], dose: 60)
        timeline.advance(to: Timeline.day(rung.day))
        #expect(timeline.record?.risk?.level == .high)
        #expect(timeline.runOut?.kind == rung.kind)
        #expect(timeline.runOut?.severity == rung.severity)
        #expect(timeline.runOut?.interruptive == rung.interruptive)
    }

    @Test func aRefillEndsTheAlarmAndMovesTheDeadline() throws {
        var timeline = try timeline()
        let first = try #require(timeline.deadlines.first { $0.kind == "run-out" })
        timeline.advance(to: Timeline.day(31))
        #expect(timeline.runOut != nil)
        #expect(timeline.record?.episode != nil)
        timeline.tell(Fact.fill("d-2", 31), at: Timeline.day(31, hour: 1))
        #expect(timeline.runOut == nil)
        #expect(timeline.resolutions.last?.contains("supply lasts through") == true)
        #expect(timeline.record?.episode == nil)
        let moved = timeline.deadlines.filter { $0.kind == "run-out" }
        #expect(moved.count == 1)
        #expect(moved[0].due > first.due)
    }

    @Test func aStayPausesTheAlarmAndItsEndResumesIt() throws {
        var timeline = try timeline()
        timeline.advance(to: Timeline.day(26))
        timeline.tell(Fact.stay("e-1", from: 26), at: Timeline.day(26, hour: 10))
        #expect(timeline.runOut == nil)
        #expect(timeline.resolutions.last?.contains("hospital stay") == true)
        #expect(!timeline.deadlines.contains { $0.kind == "run-out" })
        timeline.tell(Fact.stay("e-1", from: 26, until: 40), at: Timeline.day(40, hour: 10))
        #expect(timeline.runOutDay == 44)
        #expect(timeline.runOut?.severity == .minor)
    }

    @Test func deathEndsAllAlarmsAndDeadlines() throws {
        var timeline = try timeline()
        timeline.advance(to: Timeline.day(31))
        timeline.tell(Fact.death, at: Timeline.day(31, hour: 1))
        #expect(timeline.alerts.isEmpty)
        #expect(timeline.resolutions.last == "the patient has died")
        #expect(timeline.deadlines.isEmpty)
    }

    @Test func episodeClosesWhenTheWatchIsOver() throws {
        var timeline = try timeline()
        timeline.advance(to: Timeline.day(30))
        #expect(timeline.record?.episode?.startedAt == Timeline.day(30))
        timeline.advance(to: Timeline.day(36, hour: 23))
        #expect(timeline.record?.episode != nil)
        timeline.advance(to: Timeline.day(37))
        #expect(timeline.record?.episode == nil)
        #expect(timeline.said(WithdrawalEpisode.self).map(\.change) == [.opened, .closed])
    }

    @Test func weekendsAndHolidaysAreNotWorkingDays() throws {
        #expect(WorkingDays.last(upTo: Timeline.start, holidays: []) == Timeline.start)
        #expect(WorkingDays.last(upTo: Timeline.start.adding(days: 6), holidays: []) == Timeline.start.adding(days: 4))
        let friday = Timeline.start.adding(days: 4)
        #expect(WorkingDays.last(upTo: Timeline.start.adding(days: 5), holidays: [friday]) == friday.adding(days: -1))
    }
}
