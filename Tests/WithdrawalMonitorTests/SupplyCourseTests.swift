import EventContracts
import MedicationDomain
import SupplyDrawing
import Testing

@testable import WithdrawalMonitor

/// What a projection carries along says the same as the policies say day by day.
@Suite struct SupplyCourseTests {
    private func series(_ text: String, asOf: String) throws -> (told: SupplySeries, lived: SupplySeries) {
        let rules = try Timeline.rules.get()
        let history = try SupplyHistory.read(Array(text.utf8), asOf: CalendarDay(asOf))
        let projection = try SupplyReport(history, rules: rules).projection
        let lived = SupplySeries(history, rules: rules)
        return (try #require(SupplySeries(projection, fills: lived.fills, asOf: history.asOf)), lived)
    }

    @Test(arguments: [
        // Two fills and a gap.
        (
            #"{"dailyDoseMilligrams":30,"dispenses":[{"on":"2026-01-01","milligrams":900},{"on":"2026-02-05","milligrams":900}]}"#,
            "2026-02-20"
        ),
        // A stay in the middle, and one that lasts.
        (
            #"{"dailyDoseMilligrams":30,"dispenses":[{"on":"2026-01-01","milligrams":900}],"stays":[{"from":"2026-01-10","until":"2026-01-14"}]}"#,
            "2026-01-20"
        ),
        (
            #"{"dailyDoseMilligrams":30,"dispenses":[{"on":"2026-01-01","milligrams":900}],"stays":[{"from":"2026-01-10"}]}"#,
            "2026-01-20"
        ),
        // Run out a while ago, and no whole day left over.
        (#"{"dailyDoseMilligrams":40,"dispenses":[{"on":"2026-01-01","milligrams":900}]}"#, "2026-03-01"),
    ])
    func theCourseIsTheHistory(_ text: String, _ asOf: String) throws {
        let (told, lived) = try series(text, asOf: asOf)
        #expect(told.days == lived.days)
        #expect(told.fills == lived.fills)
        #expect(told.steps.map(\.dailyDoseMilligrams).count == 1)
    }

    @Test func aLongHistoryKeepsItsNewestTurnsAndBeginsWithSomethingCounted() throws {
        let steps = (0..<200).map { DoseHistory.Step(from: Timeline.start.adding(days: $0 * 2), dose: .known(30)) }
        let stock = Dictionary(uniqueKeysWithValues: (0..<100).map { (Timeline.start.adding(days: $0 * 4), 300.0) })
        let turns = try #require(
            SupplyCourse.turns(
                stock: stock, steps: steps, calendar: Stays.Calendar([])))
        #expect(turns.count <= SupplyCourse.kept)
        #expect(turns.first?.onHandMilligrams == 300)
        #expect(turns.last?.on == Timeline.start.adding(days: 398))
    }

    @Test func supplyThatIsUnknownHasNoCourse() throws {
        var timeline = try Timeline()
        timeline.tell(
            Fact.order("o-1"), at: Timeline.day(0))
        let projection = try #require(timeline.projection)
        #expect(projection.state == .unknown && projection.course == nil)
        #expect(SupplySeries(projection, fills: [], asOf: Timeline.start) == nil)
    }

    @Test func aCourseOfAnotherCenturyIsNotWalkedThrough() {
        var projection = SupplyProjection(
            patientId: "p-1", medication: Medication(text: "Baclofen"), state: .known, because: [])
        for day in ["0001-01-01", "9999-12-31"].compactMap(CalendarDay.init) {
            projection.course = [SupplyTurn(on: day, onHandMilligrams: 1e300, dailyDoseMilligrams: 1)]
            let series = SupplySeries(projection, fills: [day], asOf: Timeline.start)
            #expect((series?.days.count ?? 0) <= SupplySeries.longest + 200)
        }
    }
}
