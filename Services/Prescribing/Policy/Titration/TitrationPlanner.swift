import EventContracts
import MedicationDomain

/// Plans how a dose of baclofen by mouth is reached: within the patient's ceiling, in doses that can be made.
struct TitrationPlanner: Sendable {
    let knowledge: PrescribingKnowledge

    func answer(_ question: TitrationQuestion) -> TitrationAnswer {
        do throws(TitrationObstacle) {
            return .planned(try plan(question))
        } catch {
            return .refused(error.refusal(of: question.request.patientId))
        }
    }

    func plan(_ question: TitrationQuestion) throws(TitrationObstacle) -> TitrationPlan {
        let (rules, request) = (knowledge.titration, question.request)
        let age = try TitrationSense.check(question, by: rules)
        let product = try TitrationProduct(request.product, halvesAllowed: request.halvesAllowed ?? false, by: rules)
        let bounds = try TitrationBoundsPolicy(knowledge: knowledge, product: product).bounds(of: question, age: age)
        let present = question.presentMilligrams.map { PlannedAmount(roundingDown: $0) }
        let wanted = request.goalDailyDoseMilligrams.map { PlannedAmount(roundingDown: $0) } ?? bounds.ceiling
        try check(present, goal: wanted, bounds)
        let days = try daysPerStep(request, bounds)
        let day = DayOfDoses(
            product, bounds, from: present, by: rules, on: question.startsOn, preferred: request.dosesPerDay)
        guard let day else { throw .productDoesNotFit(product, bounds.start) }
        let goal = min(wanted, bounds.ceiling)
        guard let rungs = TitrationLadder(day: day, bounds: bounds, present: present, goal: goal).rungs(),
            let top = rungs.last
        else { throw .productDoesNotFit(product, present ?? min(bounds.start, goal)) }
        guard present.map({ top.total > $0 }) ?? true else { throw .productDoesNotFit(product, goal) }
        guard let schedule = rules.schedules[bounds.kind] else { throw .noRule }
        let wording = TitrationWording(
            question: question, bounds: bounds, product: product, rules: rules, schedule: schedule, age: age)
        return TitrationPlan(
            planId: "\(request.patientId.rawValue):\(question.startsOn):\(top.total.text)",
            patientId: request.patientId, medication: product.medication, rule: schedule.reference,
            approvedBy: schedule.approvedBy, ceilingMilligrams: bounds.ceiling.milligrams,
            ceiling: bounds.ceilingRule, goalDailyDoseMilligrams: top.total.milligrams, startsOn: question.startsOn,
            daysPerStep: days, steps: steps(rungs, days: days), factors: wording.factors,
            cautions: wording.cautions(
                on: rungs, reached: top.total, wanted: request.goalDailyDoseMilligrams),
            checks: wording.checks)
    }

    private func steps(_ rungs: [TitrationLadder.Rung], days: Int) -> [TitrationPlan.Step] {
        rungs.enumerated().map { index, rung in
            TitrationPlan.Step(
                day: 1 + index * days, days: index == rungs.count - 1 ? nil : days,
                dailyDoseMilligrams: rung.total.milligrams, doses: rung.doses)
        }
    }

    /// The present dose against the ceiling and the goal: a plan only ever goes up.
    private func check(
        _ present: PlannedAmount?, goal: PlannedAmount, _ bounds: TitrationBounds
    ) throws(TitrationObstacle) {
        guard let present else { return }
        if present > bounds.ceiling {
            throw TitrationObstacle(
                code: "above-ceiling",
                reason: "The present dose of \(present.text) mg a day is above the ceiling of "
                    + "\(bounds.ceiling.text) mg a day. \(bounds.ceilingRule.reason)",
                advice: [
                    "Verify the home dose; do not stop or cut abruptly.",
                    "If it is to come down, reduce under supervision, in steps.",
                ], rule: bounds.ceilingRule.rule)
        }
        if goal < present {
            throw TitrationObstacle(
                code: "goal-below-present",
                reason: "The goal of \(goal.text) mg a day is below the present dose of \(present.text) mg a day.",
                advice: ["Coming down is a taper and never sudden: ask for a taper plan."])
        }
        if min(goal, bounds.ceiling) == present {
            throw TitrationObstacle(
                code: "goal-reached",
                reason: "The present dose of \(present.text) mg a day is the goal or the ceiling already.",
                advice: [bounds.ceilingRule.reason], rule: bounds.ceilingRule.rule)
        }
    }

    private func daysPerStep(
        _ request: TitrationRequest, _ bounds: TitrationBounds
    ) throws(TitrationObstacle) -> Int {
        guard let asked = request.daysPerStep else { return bounds.usualDaysPerStep }
        guard asked >= bounds.leastDaysPerStep, asked <= TitrationSense.longestDays else {
            throw .badValue(
                "A step lasts at least \(bounds.leastDaysPerStep) days for this patient and at most "
                    + "\(TitrationSense.longestDays).")
        }
        return asked
    }
}

extension TitrationObstacle {
    fileprivate static func productDoesNotFit(
        _ product: TitrationProduct, _ dose: PlannedAmount
    ) -> TitrationObstacle {
        TitrationObstacle(
            code: "product-does-not-fit",
            reason: "The doses from \(dose.text) mg a day on cannot be made from \(product.text).",
            advice: [
                product.kind == .liquid
                    ? "Choose a weaker liquid, or a goal its marks can measure."
                    : "Add a smaller strength, allow halves of scored tablets, or use a liquid."
            ])
    }
}
