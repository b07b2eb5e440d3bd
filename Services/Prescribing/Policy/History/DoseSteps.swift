import MedicationDomain

/// One step of an order as the rules look at it: its dose, and what it changes.
struct DoseStep: Hashable, Sendable {
    var dose: DailyDose.Step
    var isFirst: Bool
    /// The daily dose before it, in milligrams; nil when that is not known.
    var previousDaily: Double?
    /// Days since the dose last rose; nil when it does not rise now, or when that is not known.
    var riseIntervalDays: Double?

    var change: Double? { previousDaily.map { dose.dailyMilligrams - $0 } }
    var rise: Double? { change.flatMap { $0 > 1e-9 ? $0 : nil } }
    /// In percent of the dose before.
    var changePercent: Double? {
        guard let previousDaily, previousDaily > 0, let change else { return nil }
        return change / previousDaily * 100
    }
}

extension DoseStep {
    /// The steps of an understood order after what was taken before it.
    static func steps(of dose: DailyDose, after history: DoseHistory) -> [DoseStep] {
        var steps: [DoseStep] = []
        // Days since the last rise, counted to the beginning of the step at hand.
        var sinceRise = history.lastRiseAt.map { Double(history.start.day.days(since: $0.day)) }
        var previous = history.previousDaily
        for (index, step) in dose.steps.enumerated() {
            var one = DoseStep(dose: step, isFirst: index == 0, previousDaily: previous)
            let isBeginning = index == 0 && previous == nil
            if one.rise != nil { one.riseIntervalDays = sinceRise }
            if one.rise != nil || isBeginning { sinceRise = 0 }
            // A step of no known length leaves open when the next one begins.
            sinceRise = step.days.flatMap { days in sinceRise.map { $0 + days } }
            previous = step.dailyMilligrams
            steps.append(one)
        }
        return steps
    }
}
