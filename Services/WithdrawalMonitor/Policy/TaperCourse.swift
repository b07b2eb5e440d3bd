import EventContracts
import MedicationDomain

/// A plan under way: held, stepped back after symptoms, or planned anew from today.
enum TaperCourse {
    /// How bad the symptoms of withdrawal are (clinical facts §4.3).
    enum Symptoms: Int, Sendable { case mild = 1, significant, severe, lifeThreatening }

    /// The present step is taken that many days longer; all later steps move with it.
    static func hold(_ plan: TaperPlan, on today: CalendarDay, days: Int) -> TaperPlan {
        guard days > 0, let current = plan.step(on: today) else { return plan }
        var held = plan
        for index in held.steps.indices where held.steps[index].day > current.day { held.steps[index].day += days }
        held.totalDays += days
        held.notes = (plan.notes ?? []) + ["held from \(today) for \(Amount.days(days))"]
        return held
    }

    /// After mild symptoms: back to the step before, held at least a week, then steps of half the size; after worse ones
    /// nothing is planned.
    static func stepBack(
        _ plan: TaperPlan, after symptoms: Symptoms, on today: CalendarDay, request: TaperRequest, rules: TaperRules
    ) -> Result<TaperPlan, TaperRefusal> {
        guard symptoms == .mild else { return .failure(.emergency) }
        guard let current = plan.step(on: today) else {
            return replan(plan, from: today, request: request, rules: rules)
        }
        let template = TaperPlanner.template(for: request, rules: rules)
        let before = plan.steps.last { $0.day < current.day }?.dailyDoseMilligrams ?? request.dailyDoseMilligrams
        var levels = [TaperLevel(milligrams: before, days: max(rules.stepBackDays, template.intervalDays))]
        var notes = ["back to \(Amount.text(before)) mg/day on \(today) after symptoms, smaller steps from then on"]
        let smallest = smallestStep(request, rules)
        var dose = before
        while dose > 0 {
            let step = template.steps.first { dose > $0.aboveMilligrams }?.stepMilligrams ?? rules.gridMilligrams
            let half = (step / 2 / smallest + 1e-6).rounded(.down) * smallest
            // Where no tablet makes half a step, the whole step takes twice as long: no faster either way.
            let size = half > 0 ? half : step
            dose = max(0, dose - size)
            levels.append(TaperLevel(milligrams: dose, days: template.intervalDays * (half > 0 ? 1 : 2)))
        }
        if levels.dropFirst().contains(where: { $0.days > template.intervalDays }) {
            notes.append("no tablet at hand makes half a step: the interval is doubled instead")
        }
        var asked = request
        (asked.dailyDoseMilligrams, asked.startsOn) = (before, today)
        return TaperPlanner.build(levels, asked, template, rules: rules, notes: (plan.notes ?? []) + notes)
    }

    /// The template once more, from the dose of today.
    static func replan(
        _ plan: TaperPlan, from today: CalendarDay, request: TaperRequest, rules: TaperRules
    ) -> Result<TaperPlan, TaperRefusal> {
        var asked = request
        asked.startsOn = today
        if let current = plan.step(on: today) { asked.dailyDoseMilligrams = current.dailyDoseMilligrams }
        return TaperPlanner.plan(asked, rules: rules).map { plan in
            var plan = plan
            plan.notes = (plan.notes ?? []) + ["planned anew from \(today)"]
            return plan
        }
    }

    /// The smallest amount a dose can change by with what is at hand.
    private static func smallestStep(_ request: TaperRequest, _ rules: TaperRules) -> Double {
        if let concentration = request.milligramsPerMilliliter { return max(concentration / 2, 0.5) }
        return rules.gridMilligrams
    }
}
