import EventContracts
import Foundation
import MedicationDomain
import SupplyDrawing
import Testing

@testable import WithdrawalMonitor

/// A taper under way: holds, steps back, new plans, liquids, and what is refused.
struct TaperCourseTests {
    private let request = TaperRequest(
        dailyDoseMilligrams: 60, courseDays: 731, age: 70, startsOn: Timeline.start, patient: Timeline.patient)

    private func rules() throws -> TaperRules { try Timeline.rules.get().taper }
    private func plan() throws -> TaperPlan { try TaperPlanner.plan(request, rules: rules()).get() }

    @Test func aHoldMovesAllLaterSteps() throws {
        let plan = try plan()
        // Day 9 lies in the second step, 50 mg, which begins on day 8.
        let held = TaperCourse.hold(plan, on: Timeline.start.adding(days: 8), days: 10)
        #expect(held.steps.map(\.day).prefix(3) == [1, 8, 25])
        #expect(held.totalDays == plan.totalDays + 10)
        #expect(held.steps.map(\.dailyDoseMilligrams) == plan.steps.map(\.dailyDoseMilligrams))
        #expect(held.step(on: Timeline.start.adding(days: 20))?.dailyDoseMilligrams == 50)
        #expect(held.notes?.count == 1)
    }

    /// Back to 55, held a week; 2.5 mg is no tablet, so each step of 5 mg then takes two weeks.
    @Test func aStepBackHoldsAWeekAndGoesOnHalfAsFast() throws {
        let today = Timeline.start.adding(days: 8)
        let back = try TaperCourse.stepBack(
            try plan(), after: .mild, on: today, request: request, rules: rules()
        ).get()
        #expect(back.startsOn == today)
        #expect(back.steps.map(\.dailyDoseMilligrams) == [55, 50, 45, 40, 35, 30, 25, 20, 15, 10, 5, 0])
        #expect(back.steps.map(\.day).prefix(4) == [1, 8, 22, 36])
        #expect(back.notes?.contains { $0.contains("the interval is doubled") } == true)
    }

    @Test func aStepBackAboveFortyHalvesTheStep() throws {
        var asked = request
        (asked.dailyDoseMilligrams, asked.courseDays, asked.age) = (80, 100, 50)
        let plan = try TaperPlanner.plan(asked, rules: rules()).get()
        let back = try TaperCourse.stepBack(
            plan, after: .mild, on: Timeline.start.adding(days: 8), request: asked, rules: rules()
        ).get()
        #expect(back.steps.map(\.dailyDoseMilligrams).prefix(4) == [70, 65, 60, 55])
        #expect(back.steps.map(\.day).prefix(4) == [1, 8, 15, 22])
    }

    @Test func aLiquidHalvesEveryStep() throws {
        var asked = request
        asked.milligramsPerMilliliter = 1
        let plan = try TaperPlanner.plan(asked, rules: rules()).get()
        #expect(plan.steps[0].doses.map(\.milliliters) == [20, 15, 20])
        #expect(plan.totalMilliliters == 2310.0)
        // A volume never stands without its concentration.
        #expect(TaperWords.total(plan) == "2310 mL of baclofen 1 mg/mL oral solution")
        #expect(TaperPage.html(plan).contains("with baclofen 1 mg/mL oral solution"))
        let back = try TaperCourse.stepBack(
            plan, after: .mild, on: Timeline.start.adding(days: 8), request: asked, rules: rules()
        ).get()
        #expect(back.steps.map(\.dailyDoseMilligrams).prefix(3) == [55, 52.5, 50])
    }

    @Test func inTheFirstStepItGoesBackToTheDoseBefore() throws {
        let back = try TaperCourse.stepBack(
            try plan(), after: .mild, on: Timeline.start, request: request, rules: rules()
        ).get()
        #expect(back.steps.first?.dailyDoseMilligrams == 60)
    }

    @Test(arguments: [TaperCourse.Symptoms.significant, .severe, .lifeThreatening])
    func worseSymptomsAreAnEmergencyAndNoPlan(symptoms: TaperCourse.Symptoms) throws {
        let result = TaperCourse.stepBack(
            try plan(), after: symptoms, on: Timeline.start, request: request, rules: try rules())
        #expect(result == .failure(.emergency))
        #expect(TaperRefusal.emergency.description.contains("emergency department now"))
    }

    @Test func aNewPlanBeginsWithTheDoseOfToday() throws {
        let today = Timeline.start.adding(days: 15)
        let again = try TaperCourse.replan(try plan(), from: today, request: request, rules: rules()).get()
        #expect(again.startsOn == today)
        #expect(again.steps.first?.dailyDoseMilligrams == 40)
        #expect(again.steps.last?.dailyDoseMilligrams == 0)
    }

    @Test func whereNoTemplateAppliesThereIsNoPlan() throws {
        var child = request
        child.age = 11
        #expect(TaperPlanner.plan(child, rules: try rules()) == .failure(.tooYoung(below: 12)))
        child.age = 12
        #expect(throws: Never.self) { try TaperPlanner.plan(child, rules: rules()).get() }
        var liquid = request
        liquid.milligramsPerMilliliter = 0
        #expect(TaperPlanner.plan(liquid, rules: try rules()) == .failure(.concentrationUnknown))
        liquid.milligramsPerMilliliter = .nan
        #expect(TaperPlanner.plan(liquid, rules: try rules()) == .failure(.concentrationUnknown))
    }

    @Test func theEndIsTheDayWithoutAndThePlanIsWatchedAWeekLonger() throws {
        let plan = try plan()
        #expect(plan.firstFreeDay == Timeline.start.adding(days: 77))
        #expect(plan.lastDay == Timeline.start.adding(days: 83))
        #expect(TaperWords.total(plan).hasSuffix("× 20 mg"))
    }

    @Test func thePageStandsByItselfAndSaysThatItIsAProposal() throws {
        let page = TaperPage.html(try plan())
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
        #expect(page.contains("PROPOSAL: no pharmacist has signed this template yet"))
        #expect(page.contains("@media print"))
        #expect(page.components(separatedBy: "<tr>").count - 1 == 12)
        #expect(HTMLText.escaped("<a href=\"x\">&") == "&lt;a href=&quot;x&quot;&gt;&amp;")
    }
}
