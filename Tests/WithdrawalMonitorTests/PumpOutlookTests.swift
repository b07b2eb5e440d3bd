import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

/// A pump's dates are told whether or not an alarm stands.
@Suite struct PumpOutlookTests {
    private func fill(_ id: ResourceID = "f-1", _ status: FactStatus = .recorded) -> AdministrationEvent {
        var medication = Fact.baclofen
        (medication.form, medication.strength) = (.intrathecalInjection, Strength(milligramsPerMilliliter: 2))
        return AdministrationEvent(
            administrationId: id, patientId: Timeline.patient, status: status, outcome: .given, medication: medication,
            route: .intrathecal, dose: DoseAmount(40, .milliliter), administeredAt: Timeline.day(1))
    }

    private func pump() throws -> Timeline {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1", dose: 500, pump: true), at: Timeline.day(0))
        timeline.tell(fill(), at: Timeline.day(1, hour: 1))
        return timeline
    }

    @Test func theDatesAreToldWithTheirArithmetic() throws {
        let timeline = try pump()
        #expect(timeline.said(PumpProjection.self).count == 1)
        let told = try #require(timeline.said(PumpProjection.self).last)
        #expect(told.state == .known && told.dailyDoseMicrograms == 500 && told.microgramsPerMilliliter == 2000)
        #expect(told.filledOn == Timeline.start.adding(days: 1) && told.filledMilliliters == 40)
        // 38 of 40 mL at 0.25 mL a day: the worked example of the clinical facts.
        #expect(told.lowReservoirOn == Timeline.start.adding(days: 153))
        #expect(told.refillBy == told.lowReservoirOn)
        #expect(told.appointmentBy == Timeline.start.adding(days: 146))
        #expect(told.because.contains { $0.contains("0.25 mL a day") })
    }

    @Test func aChangedDoseIsToldAndARepeatIsNot() throws {
        var timeline = try pump()
        timeline.tell(fill(), at: Timeline.day(2))
        #expect(timeline.said(PumpProjection.self).count == 1)
        timeline.tell(Fact.order("o-1", .amended, dose: 600, since: 10, pump: true), at: Timeline.day(10))
        #expect(timeline.said(PumpProjection.self).last?.dailyDoseMicrograms == 600)
    }

    @Test func aFillTakenBackLeavesNoDates() throws {
        var timeline = try pump()
        timeline.tell(fill("f-1", .retracted), at: Timeline.day(3))
        let told = try #require(timeline.said(PumpProjection.self).last)
        #expect(told.state != .known && told.refillBy == nil && !told.because.isEmpty)
    }

    @Test func whoHasDiedHasNoPumpToFill() throws {
        var timeline = try pump()
        timeline.tell(Fact.death, at: Timeline.day(3))
        #expect(timeline.said(PumpProjection.self).last?.state == .absent)
    }

    @Test func whoHasNoPumpIsNotToldOf() throws {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1"), at: Timeline.day(0))
        timeline.tell(Fact.fill("d-1", 0), at: Timeline.day(0, hour: 1))
        #expect(timeline.said(PumpProjection.self).isEmpty)
    }

    @Test func anEpisodeBearsTheGradeOfTheSignsThatStand() throws {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1"), at: Timeline.day(0))
        timeline.tell(Fact.fill("d-1", 0, milligrams: 300), at: Timeline.day(0, hour: 1))
        timeline.advance(to: Timeline.day(13))
        #expect(timeline.said(WithdrawalEpisode.self).last?.change == .opened)
        #expect(timeline.said(WithdrawalEpisode.self).last?.grade == nil)
        func sign(_ id: ResourceID, _ code: String, day: Int) -> ObservationEvent {
            ObservationEvent(
                observationId: id, patientId: Timeline.patient, kind: .symptom, code: code,
                observedAt: Timeline.day(day))
        }
        timeline.tell(sign("s-1", "418290006", day: 13), at: Timeline.day(13, hour: 2))
        #expect(timeline.said(WithdrawalEpisode.self).last?.grade == 1)
        let before = timeline.said(WithdrawalEpisode.self).count
        timeline.tell(sign("s-2", "418290006", day: 13), at: Timeline.day(13, hour: 3))
        #expect(timeline.said(WithdrawalEpisode.self).count == before)
        timeline.tell(Fact.fill("d-2", 14), at: Timeline.day(14))
        let closed = try #require(timeline.said(WithdrawalEpisode.self).last)
        #expect(closed.change == .closed && closed.grade == 1)
    }
}
