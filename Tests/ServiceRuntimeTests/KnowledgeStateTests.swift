import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

/// How old the knowledge is, as a status tells it.
@Suite struct KnowledgeStateTests {
    private let day: CalendarDay
    init() throws { day = try #require(CalendarDay("2027-01-10")) }

    @Test func whatIsPastItsDayIsNamedLongestOverdueFirst() throws {
        let stamp = KnowledgeStamp(
            version: "1", hash: "h",
            reviews: [
                "later": day.adding(days: 3), "today": day, "late": day.adding(days: -1),
                "longest": day.adding(days: -9),
            ])
        let state = try #require(stamp.state(on: day))
        #expect((state.entries, state.stale, state.staleIDs) == (4, 2, ["longest", "late"]))
        #expect(state.nextReviewBy == day)
    }

    @Test func moreThanAReportMayNameAreCountedAll() throws {
        let names = (0..<100).map { ("entry-\($0)", day.adding(days: -1)) }
        let state = try #require(
            KnowledgeStamp(version: "1", hash: "h", reviews: Dictionary(uniqueKeysWithValues: names)).state(on: day))
        #expect(state.stale == 100 && state.staleIDs.count == ServiceStatus.Knowledge.mostNamed)
        #expect(KnowledgeStamp(version: "1", hash: "h").state(on: day) == nil, "nothing told is not none overdue")
    }
}
