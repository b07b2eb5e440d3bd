import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct SupplyTests {
    private func lived(_ facts: [any EventPayload], until day: Int) throws -> Timeline {
        var timeline = try Timeline()
        for fact in facts { timeline.tell(fact, at: Timeline.day(0, hour: 1)) }
        timeline.advance(to: Timeline.day(day, hour: 2))
        return timeline
    }

    @Test func thirtyDaysOfTabletsRunOutOnTheThirtyFirst() throws {
        let timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0)], until: 0)
        #expect(timeline.runOutDay == 30)
        #expect(timeline.projection?.onHandMilligrams == 900)
        #expect(timeline.projection?.dailyDoseMilligrams == 30)
        #expect(
            timeline.projection?.because.contains { $0.contains("900 mg handed over at 30 mg/day: 30 days") } == true)
    }

    @Test func partOfADayIsNoDay() throws {
        #expect(try lived([Fact.order("o-1", dose: 40), Fact.fill("d-1", 0)], until: 0).runOutDay == 22)
    }

    @Test func smallerDaysSupplyCountsAndAMismatchIsFlagged() throws {
        let near = try lived([Fact.order("o-1"), Fact.fill("d-1", 0, days: 25)], until: 0)
        #expect(near.runOutDay == 25)
        #expect(near.projection?.because.contains { $0.contains("please check") } == false)
        let far = try lived([Fact.order("o-1"), Fact.fill("d-1", 0, days: 24)], until: 0)
        #expect(far.runOutDay == 24)
        #expect(far.projection?.because.contains { $0.contains("please check") } == true)
    }

    @Test(arguments: [(20, 60), (0, 30), (30, 60)])
    func earlyRefillCarriesOver(refillDay: Int, runOut: Int) throws {
        let facts: [any EventPayload] = [
            Fact.order("o-1"), Fact.fill("d-1", 0), Fact.fill("d-2", refillDay, milligrams: refillDay == 0 ? 0.0 : 900),
        ]
        var timeline = try Timeline()
        timeline.tell(facts[0], at: Timeline.day(0))
        timeline.tell(facts[1], at: Timeline.day(0))
        timeline.tell(facts[2], at: Timeline.day(refillDay))
        #expect(timeline.runOutDay == runOut)
    }

    @Test func atMostThirtyDaysCarryOver() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0, milligrams: 2700)], until: 10)
        #expect(timeline.runOutDay == 90)
        timeline.tell(Fact.fill("d-2", 10), at: Timeline.day(10, hour: 3))
        #expect(timeline.runOutDay == 70)
    }

    @Test func twoStrengthsOfOneDayAddUpUncapped() throws {
        let timeline = try lived(
            [Fact.order("o-1"), Fact.fill("d-1", 0, milligrams: 1800), Fact.fill("d-2", 0, milligrams: 900)], until: 0)
        #expect(timeline.runOutDay == 90)
    }

    @Test func doseChangeRatesWhatIsLeft() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0)], until: 10)
        timeline.tell(Fact.order("o-1", .amended, dose: 60), at: Timeline.day(10, hour: 9))
        // 900 - 10 × 30 = 600 mg, which is ten days of 60 mg.
        #expect(timeline.runOutDay == 20)
        timeline.tell(Fact.order("o-1", .amended, dose: 50), at: Timeline.day(12, hour: 9))
        #expect(timeline.runOutDay == 21)
    }

    @Test func staysDoNotConsume() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0)], until: 5)
        timeline.tell(Fact.stay("e-1", from: 5), at: Timeline.day(5, hour: 10))
        #expect(timeline.projection?.state == .known)
        #expect(timeline.projection?.runOutAt == nil)
        timeline.tell(Fact.stay("e-1", from: 5, until: 9), at: Timeline.day(9, hour: 10))
        #expect(timeline.runOutDay == 34)
    }

    @Test func visitsPauseNothing() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0)], until: 5)
        timeline.tell(Fact.stay("e-1", from: 5, kind: "AMB"), at: Timeline.day(5, hour: 10))
        #expect(timeline.runOutDay == 30)
    }

    @Test func retractedDispenseNeverWas() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0), Fact.fill("d-2", 0)], until: 1)
        #expect(timeline.runOutDay == 60)
        timeline.tell(Fact.fill("d-2", 0, status: .retracted), at: Timeline.day(1, hour: 3))
        #expect(timeline.runOutDay == 30)
    }

    @Test func noDispenseEverIsUnknownAndNeverAGap() throws {
        let timeline = try lived([Fact.order("o-1")], until: 400)
        #expect(timeline.projection?.state == .unknown)
        #expect(timeline.runOut == nil)
    }

    @Test func unknownDoseAndUnreadableQuantityStayUnknown() throws {
        let noDose = try lived([Fact.order("o-1", dose: nil), Fact.fill("d-1", 0)], until: 100)
        #expect(noDose.projection?.state == .unknown)
        #expect(noDose.runOut == nil)
        let noQuantity = try lived([Fact.order("o-1"), Fact.fill("d-1", 0, milligrams: nil)], until: 100)
        #expect(noQuantity.projection?.state == .unknown)
        #expect(noQuantity.runOut == nil)
    }

    @Test func unrecognisedDispenseWaitsForItsOrder() throws {
        var timeline = try Timeline()
        let mystery = Medication(text: "muscle relaxant, own brand")
        timeline.tell(Fact.fill("d-1", 0, order: "o-1", medication: mystery), at: Timeline.day(0, hour: 1))
        #expect(timeline.record == nil)
        timeline.tell(Fact.order("o-1"), at: Timeline.day(0, hour: 2))
        #expect(timeline.runOutDay == 30)
    }

    @Test func moreDispensesThanAreKeptLoseNothing() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("first", 0, milligrams: 1200)], until: 0)
        for month in 1...90 {
            timeline.tell(Fact.fill(DispenseID("d-\(month)"), month * 30), at: Timeline.day(month * 30, hour: 5))
        }
        #expect(timeline.record?.dispenses.count == SupplyRecord.keptDispenses)
        #expect(timeline.runOutDay == 91 * 30 + 10)
    }

    @Test func aRepeatedFactSaysNothingNew() throws {
        var timeline = try lived([Fact.order("o-1"), Fact.fill("d-1", 0)], until: 0)
        let said = timeline.said(SupplyProjection.self).count
        timeline.tell(Fact.fill("d-1", 0), at: Timeline.day(0, hour: 5))
        #expect(timeline.said(SupplyProjection.self).count == said)
    }
}

struct CoverageReportTests {
    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    @Test func threeFillsHideATwelveDayHole() throws {
        let fills = try [("2018-03-25", 90), ("2018-07-05", 90), ("2018-09-25", 90)].map {
            CoverageReport.Fill(day: try day($0), days: $1)
        }
        let report = try #require(try CoverageReport(fills, from: day("2018-01-01"), through: day("2018-12-31")))
        #expect((report.coveredDays, report.periodDays) == (270, 282))
        #expect(report.suppliedDays == 270)
        #expect(report.gaps == [CoverageReport.Gap(from: try day("2018-06-23"), days: 12)])
    }

    @Test func aFillCutAtTheEndOfTheYear() throws {
        let fills = try [("2018-01-01", 90), ("2018-03-25", 90), ("2018-07-05", 90), ("2018-10-15", 90)].map {
            CoverageReport.Fill(day: try day($0), days: $1)
        }
        let report = try #require(try CoverageReport(fills, from: day("2018-01-01"), through: day("2018-12-31")))
        #expect((report.coveredDays, report.periodDays) == (348, 365))
        #expect(Amount.text(report.proportionOfDaysCovered * 100) == "95.34")
        #expect(Amount.text(report.possessionRatio * 100) == "98.63")
        #expect(report.longestGapDays == 12)
        #expect(report.gaps.contains(CoverageReport.Gap(from: try day("2018-10-03"), days: 12)))
    }

    @Test(arguments: [("2018-01-01", 90, "24.66"), ("2018-04-01", 180, "49.32")])
    func twoMedicinesAreNotMovedBehindEachOther(second: String, covered: Int, percent: String) throws {
        let fills = [
            CoverageReport.Fill(day: try day("2018-01-01"), days: 90, medicine: "a"),
            CoverageReport.Fill(day: try day(second), days: 90, medicine: "b"),
        ]
        let report = try #require(try CoverageReport(fills, from: day("2018-01-01"), through: day("2018-12-31")))
        #expect(report.coveredDays == covered)
        #expect(Amount.text(report.proportionOfDaysCovered * 100) == percent)
        #expect(Amount.text(report.possessionRatio * 100) == "49.32")
    }

    /// The alarm sees the hole that the percentage hides, at least seven days ahead of it.
    @Test(arguments: [([0], 90), ([0, 83], 180), ([0, 83, 185], 275)])
    func theHoleIsAlarmedAtLeastSevenDaysAhead(fillDays: [Int], firstUncovered: Int) throws {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1"), at: Timeline.day(0))
        for (index, day) in fillDays.enumerated() {
            timeline.tell(Fact.fill(DispenseID("d-\(index)"), day, milligrams: 2700), at: Timeline.day(day, hour: 8))
        }
        #expect(timeline.runOutDay == firstUncovered)
        #expect(timeline.runOut == nil)
        timeline.advance(to: Timeline.day(firstUncovered - 7))
        #expect(timeline.runOut?.kind == .runOut)
    }
}
