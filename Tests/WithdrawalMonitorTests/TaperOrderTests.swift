import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

/// A plan as an order: `prescribing` reads it, understands every step and does not hold it; and the watch follows it.
struct TaperOrderTests {
    private func order(_ request: TaperRequest) throws -> (plan: TaperPlan, judged: OrderEvent) {
        let plan = try TaperPlanner.plan(request, rules: try Timeline.rules.get().taper).get()
        let bytes = try PayloadCoding.encode(TaperOrder(plan))
        let judged = try PrescribingJudgement.orders(in: bytes, asOf: plan.startsOn.start + .hours(8))
        return (plan, try #require(judged.count == 1 ? judged.first : nil))
    }

    @Test(arguments: [nil, 1, 5] as [Double?])
    func prescribingAcceptsItAsWritten(concentration: Double?) throws {
        let (plan, judged) = try order(
            TaperRequest(
                dailyDoseMilligrams: 60, courseDays: 731, age: 70, milligramsPerMilliliter: concentration,
                startsOn: Timeline.start, patient: Timeline.patient))
        #expect(judged.status == .accepted, "\(judged.statusReason ?? "")")
        #expect(judged.dailyDoseMilligrams == 55)
        // Our own order of a liquid says what its label asks of everybody's.
        #expect(!judged.findings.contains { $0.rule.id == "baclofen-liquid-both-units" })
        #expect(TaperRecognition.isTaper(judged.dosageInstructions))
        let steps = try #require(DosePlan.steps(of: judged))
        #expect(steps.map(\.dailyDose) == plan.steps.map(\.dailyDoseMilligrams))
        #expect(steps.map { Int($0.offsetDays) + 1 } == plan.steps.map(\.day))
    }

    @Test func whatWasPlannedIsFollowedWithoutADeviation() throws {
        let (plan, judged) = try order(
            TaperRequest(dailyDoseMilligrams: 40, startsOn: Timeline.start.adding(days: 20), patient: Timeline.patient))
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1", dose: 40), at: Timeline.day(0))
        var taper = judged
        (taper.priorOrderId, taper.startsAt) = ("o-1", plan.startsOn.start)
        timeline.tell(taper, at: Timeline.day(20, hour: 0.1), happened: plan.startsOn.start)
        timeline.tell(Fact.order("o-1", .completed, dose: 40), at: Timeline.day(20, hour: 0.2))
        timeline.advance(to: plan.lastDay.start)
        #expect(timeline.said(AlertEvent.self).filter { $0.alert.status != .provisional }.map(\.alert.kind) == [])
        #expect(timeline.projection?.dailyDoseMilligrams == 0)
    }
}
