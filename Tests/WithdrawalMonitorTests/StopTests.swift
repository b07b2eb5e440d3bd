import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct StopTests {
    private let stopAt = Timeline.day(20, hour: 9)

    private func onBaclofen(_ dose: Double = 30, pump: Bool = false) throws -> Timeline {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1", dose: dose, pump: pump), at: Timeline.day(0))
        timeline.advance(to: Timeline.day(20))
        return timeline
    }

    @Test(arguments: [OrderEvent.Status.stopped, .completed])
    func aStopIsProvisionalAtOnceAndInterruptsAfterTheWindow(status: OrderEvent.Status) throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-1", status), at: stopAt)
        #expect(timeline.stop?.status == .provisional)
        #expect(timeline.stop?.interruptive == false)
        #expect(timeline.deadlines.contains(Deadline(kind: "settle-stop", subject: "o-1", due: stopAt + .minutes(10))))
        timeline.advance(to: stopAt + .minutes(10) - .milliseconds(1))
        #expect(timeline.stop?.status == .provisional)
        timeline.advance(to: stopAt + .minutes(10))
        #expect(timeline.stop?.status == .open)
        #expect(timeline.stop?.interruptive == true)
        #expect(timeline.stop?.severity == .major)
        #expect(timeline.record?.episode != nil)
    }

    /// Two clocks never agree: what is reported as stopped is stopped, even "in an hour".
    @Test func aStopByAClockThatIsAheadIsAStopNow() throws {
        var timeline = try onBaclofen()
        let ahead = stopAt + .hours(1)
        timeline.tell(Fact.order("o-1", .stopped, at: ahead), at: stopAt, happened: ahead)
        #expect(timeline.stop?.status == .provisional)
        timeline.advance(to: stopAt + .minutes(10))
        #expect(timeline.stop?.status == .open)
    }

    @Test(arguments: [true, false], [true, false])
    func aReplacedOrderIsPaperwork(isLinked: Bool, reorderFirst: Bool) throws {
        var timeline = try onBaclofen()
        let stop = Fact.order("o-1", .stopped, at: stopAt)
        let reorder = Fact.order("o-2", since: 20, prior: isLinked ? "o-1" : nil)
        let facts = reorderFirst ? [reorder, stop] : [stop, reorder]
        timeline.tell(facts[0], at: stopAt)
        timeline.tell(facts[1], at: stopAt + .minutes(2))
        #expect(timeline.stop == nil)
        #expect(!timeline.deadlines.contains { $0.kind == "settle-stop" })
        timeline.advance(to: stopAt + .days(3))
        #expect(timeline.stop == nil)
        if !reorderFirst { #expect(timeline.resolutions == ["replaced by order o-2\(isLinked ? "" : ": 30 mg/day")"]) }
    }

    @Test func aLateReplacementResolvesTheInterruption() throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-1", .stopped), at: stopAt)
        timeline.advance(to: stopAt + .hours(5))
        #expect(timeline.stop?.interruptive == true)
        timeline.tell(Fact.order("o-2", since: 20, prior: "o-1"), at: stopAt + .hours(5))
        #expect(timeline.stop == nil)
        #expect(timeline.record?.episode == nil)
    }

    @Test(arguments: [(0, true), (19, false)])
    func onlyANewlyBegunPumpReplacesTablets(pumpSince: Int, isFinding: Bool) throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("p-1", dose: 300, since: pumpSince, pump: true), at: Timeline.day(20))
        timeline.tell(Fact.order("o-1", .stopped), at: stopAt)
        #expect((timeline.stop != nil) == isFinding)
    }

    @Test func aHeldReplacementIsNone() throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-1", .stopped), at: stopAt)
        timeline.tell(Fact.order("o-2", .held, since: 20, prior: "o-1"), at: stopAt + .minutes(1))
        timeline.advance(to: stopAt + .hours(1))
        #expect(timeline.stop?.interruptive == true)
    }

    @Test func aTaperAndADeathExplainAStop() throws {
        var taper = try Timeline()
        taper.tell(Fact.order("o-1", instructions: Fact.taperInstructions()), at: Timeline.day(0))
        taper.tell(Fact.order("o-1", .completed, instructions: Fact.taperInstructions()), at: Timeline.day(21))
        taper.advance(to: Timeline.day(22))
        #expect(taper.stop == nil)
        var dead = try onBaclofen()
        dead.tell(Fact.order("o-1", .stopped), at: stopAt)
        dead.tell(Fact.death, at: stopAt + .minutes(1))
        #expect(dead.stop == nil)
    }

    @Test func anErrorCountsAsAStopOnlyIfDispensed() throws {
        var never = try onBaclofen()
        never.tell(Fact.order("o-1", .retracted), at: stopAt)
        #expect(never.stop == nil)
        var dispensed = try onBaclofen()
        dispensed.tell(Fact.fill("d-1", 0, order: "o-1"), at: Timeline.day(20))
        dispensed.tell(Fact.order("o-1", .retracted), at: stopAt)
        #expect(dispensed.stop?.status == .provisional)
        dispensed.tell(Fact.fill("d-1", 0, order: "o-1", status: .retracted), at: stopAt + .minutes(1))
        #expect(dispensed.stop == nil)
    }

    @Test func aHoldCountsAfterADay() throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-1", .held), at: stopAt)
        #expect(timeline.deadlines.contains(Deadline(kind: "hold-expired", subject: "o-1", due: stopAt + .hours(24))))
        timeline.advance(to: stopAt + .hours(24) - .milliseconds(1))
        #expect(timeline.stop == nil)
        timeline.advance(to: stopAt + .hours(24))
        #expect(timeline.stop?.status == .provisional)
        timeline.advance(to: stopAt + .hours(24) + .minutes(10))
        #expect(timeline.stop?.interruptive == true)
        timeline.tell(Fact.order("o-1", .released), at: stopAt + .hours(30))
        #expect(timeline.stop == nil)
    }

    @Test func aShortCourseOfASmallDoseMayStop() throws {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1", dose: 10), at: Timeline.day(0))
        timeline.tell(Fact.order("o-1", .stopped, dose: 10), at: Timeline.day(14) - .seconds(1))
        #expect(timeline.stop == nil)
        var longer = try Timeline()
        longer.tell(Fact.order("o-1", dose: 10), at: Timeline.day(0))
        longer.tell(Fact.order("o-1", .stopped, dose: 10), at: Timeline.day(14))
        #expect(longer.stop != nil)
        // Seven days of 30 mg are a 14-day mean of exactly 15.
        var mean = try Timeline()
        mean.tell(Fact.order("o-1", dose: 30), at: Timeline.day(0))
        mean.tell(Fact.order("o-1", .stopped, dose: 30), at: Timeline.day(7))
        #expect(mean.stop != nil)
    }

    @Test func intrathecalAlwaysCounts() throws {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1", dose: 100, pump: true), at: Timeline.day(0))
        timeline.tell(Fact.order("o-1", .stopped, dose: 100, pump: true), at: Timeline.day(1))
        #expect(timeline.stop != nil)
        #expect(timeline.record?.projection == nil)
    }

    @Test func oralStoppedForAPumpIsNoStop() throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-2", dose: 200, since: 20, pump: true), at: stopAt)
        timeline.tell(Fact.order("o-1", .stopped), at: stopAt)
        #expect(timeline.stop == nil)
    }

    @Test(arguments: [
        (60.0, 30.0, true, true), (60, 31, true, false), (40, 30, false, false), (40, 29.9, true, false),
        (80, 70, false, false), (80, 69, true, false), (24, 18, false, false), (24, 17, true, false),
        (20, 14, false, false), (20, 10, true, true), (12, 7, false, false), (12, 6, true, true),
    ])
    func cutsAreGradedAtTheirThresholds(from: Double, to: Double, isFinding: Bool, interrupts: Bool) throws {
        var timeline = try onBaclofen(from)
        timeline.tell(Fact.order("o-1", .amended, dose: to), at: stopAt)
        #expect((timeline.stop != nil) == isFinding)
        timeline.advance(to: stopAt + .minutes(10))
        #expect(timeline.stop?.interruptive ?? false == interrupts)
    }

    @Test(arguments: [(6.9, true), (7.0, false)])
    func smallStepsAddUpWithinSevenDays(days: Double, isFinding: Bool) throws {
        var timeline = try onBaclofen(80)
        timeline.tell(Fact.order("o-1", .amended, dose: 72), at: stopAt)
        #expect(timeline.stop == nil)
        timeline.tell(Fact.order("o-1", .amended, dose: 64), at: stopAt + .days(days))
        #expect((timeline.stop != nil) == isFinding)
    }

    @Test func aDoseThatCameBackIsJudgedByItsNextFallOnly() throws {
        var timeline = try onBaclofen(60)
        timeline.tell(Fact.order("o-1", .stopped, dose: 60), at: stopAt)
        timeline.tell(Fact.order("o-2", dose: 60, since: 21), at: Timeline.day(21))
        timeline.tell(Fact.order("o-2", .amended, dose: 45), at: Timeline.day(22))
        #expect(timeline.alerts.map { $0.medications.first?.orderId } == ["o-2"])
    }

    @Test func dischargeToAHomeOrderIsNoCut() throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.stay("e-1", from: 20), at: Timeline.day(20, hour: 10))
        timeline.tell(Fact.order("in-1", since: 20, encounter: "e-1"), at: Timeline.day(20, hour: 11))
        timeline.tell(Fact.stay("e-1", from: 20, until: 24), at: Timeline.day(24, hour: 10))
        timeline.tell(Fact.order("in-1", .stopped, since: 20, encounter: "e-1"), at: Timeline.day(24, hour: 10.1))
        timeline.advance(to: Timeline.day(25))
        #expect(timeline.alerts.isEmpty)
    }

    @Test func anAnsweredStopEndsWithTheWatchAndAnUnansweredOneDoesNot() throws {
        var open = try onBaclofen()
        open.tell(Fact.order("o-1", .stopped), at: stopAt)
        open.advance(to: stopAt + .days(8))
        #expect(open.stop?.interruptive == true)
        let id = try #require(open.stop?.alertId)
        open.tell(
            AlertResponse(
                responseId: "r-1", alertId: id, alertRevision: 1, action: .acknowledged,
                by: AlertResponse.Actor(id: "ph-1", role: "pharmacist"), at: open.now), at: open.now)
        #expect(open.stop == nil)
        #expect(open.resolutions == ["the watch window is over"])
    }

    @Test func answersOfOtherServicesAreNotOurs() throws {
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-1", .stopped), at: stopAt)
        let said = timeline.announced.count
        timeline.tell(
            AlertResponse(
                responseId: "r-1", alertId: "interaction-check:x", alertRevision: 1, action: .acknowledged,
                by: AlertResponse.Actor(id: "ph-1", role: "pharmacist"), at: stopAt), at: stopAt)
        #expect(timeline.announced.count == said)
        #expect(timeline.stop?.answer == nil)
    }

    @Test func newRulesResolveWithTheirReason() throws {
        var rules = try Timeline.rules.get()
        var timeline = try onBaclofen()
        timeline.tell(Fact.order("o-1", .stopped), at: stopAt)
        let record = try #require(timeline.record)
        rules.stop.exposureMeanMilligrams = 1000
        rules.stop.exposureCourseDays = 1000
        let decision = MonitoringPolicy(rules: rules).decide(record, asOf: stopAt, forcedReason: "rule-changed")
        let resolved = decision.announcements.compactMap { ($0.payload as? AlertEvent)?.alert.resolution?.reason }
        #expect(resolved == ["rule-changed"])
    }
}
