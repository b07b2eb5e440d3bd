import EventContracts
import MedicationDomain

/// Plans to come off in whole dispensable tablets (clinical facts §4.5, §7.10).
enum TaperPlanner {
    static func plan(_ request: TaperRequest, rules: TaperRules) -> Result<TaperPlan, TaperRefusal> {
        guard request.path == .enteral else { return .failure(.intrathecal) }
        if let age = request.age, age < rules.fromAge { return .failure(.tooYoung(below: rules.fromAge)) }
        let dose = request.dailyDoseMilligrams
        guard dose > 0, dose <= rules.maximumDailyDoseMilligrams else {
            return .failure(.doseOutOfRange(maximumMilligrams: rules.maximumDailyDoseMilligrams))
        }
        let template = template(for: request, rules: rules)
        let levels = levels(from: dose, template: template, grid: rules.gridMilligrams)
        let interval = interval(for: levels.count, of: template)
        return build(levels.map { TaperLevel(milligrams: $0, days: interval) }, request, template, rules: rules)
    }

    /// A plan of these levels, each dose put together from what is at hand.
    static func build(
        _ levels: [TaperLevel], _ request: TaperRequest, _ template: TaperRules.Template, rules: TaperRules,
        notes: [String]? = nil
    ) -> Result<TaperPlan, TaperRefusal> {
        guard let product = TaperProduct(request, rules: rules) else { return .failure(.concentrationUnknown) }
        var (steps, day): ([TaperPlan.Step], Int) = ([], 1)
        for level in levels {
            guard let step = step(level.milligrams, day: day, product: product, rules: rules) else {
                return .failure(.missingTablet(milligrams: rules.gridMilligrams))
            }
            steps.append(step)
            day += level.days
        }
        return .success(
            TaperPlan(
                planId: planID(request, template), patientId: request.patient, medication: product.medication,
                template: template.reference, approvedBy: template.approvedBy, startsOn: request.startsOn,
                steps: steps, totalDays: day - 1, notes: notes))
    }

    /// Tablets to dispense for the whole plan, by strength.
    static func totalTablets(_ plan: TaperPlan) -> [(strength: String, tablets: Double)] {
        var total: [String: Double] = [:]
        let ends = plan.steps.dropFirst().map(\.day) + [plan.totalDays + 1]
        for (step, end) in zip(plan.steps, ends) {
            for (strength, count) in step.tablets { total[strength, default: 0] += count * Double(end - step.day) }
        }
        return total.sorted { (Double($0.key) ?? 0) < (Double($1.key) ?? 0) }.map { ($0.key, $0.value) }
    }

    static func template(for request: TaperRequest, rules: TaperRules) -> TaperRules.Template {
        let isOld = request.age.map { $0 >= rules.cautiousFromAge } ?? false
        let isLong = request.courseDays.map { $0 > rules.cautiousAboveCourseDays } ?? false
        let isRisky = request.riskPoints.map { $0 >= rules.cautiousFromRisk } ?? false
        if isOld || isLong || isRisky { return rules.cautious }
        let isShort = request.courseDays.map { $0 < rules.fastBelowCourseDays } ?? false
        return isShort && request.dailyDoseMilligrams <= rules.fastUpToMilligrams ? rules.fast : rules.standard
    }

    /// The doses of the steps, each below the one before, down to nothing.
    private static func levels(from dose: Double, template: TaperRules.Template, grid: Double) -> [Double] {
        var levels: [Double] = []
        var current = dose
        while current > 0 {
            let step = template.steps.first { current > $0.aboveMilligrams }?.stepMilligrams ?? grid
            // Rounding to tablets goes up, so that no step is larger than the template allows.
            let units = ((current - step) / grid - 1e-6).rounded(.up)
            current = max(0, min(units, ((current - 1e-6) / grid).rounded(.down)) * grid)
            levels.append(current)
        }
        // One step alone would be a sudden stop on the first day: the dose is held for one interval before it.
        return levels.count == 1 ? [dose] + levels : levels
    }

    private static func interval(for steps: Int, of template: TaperRules.Template) -> Int {
        max(template.intervalDays, (template.minimumDays + steps - 1) / steps)
    }

    private static func step(_ level: Double, day: Int, product: TaperProduct, rules: TaperRules) -> TaperPlan.Step? {
        var (doses, tablets): ([ScheduledDose], [String: Double]) = ([], [:])
        for dose in split(level, rules: rules) {
            guard let dose = product.dispensable(dose) else { return nil }
            for (strength, count) in dose.tablets ?? [:] { tablets[strength, default: 0] += count }
            doses.append(dose)
        }
        return TaperPlan.Step(day: day, dailyDoseMilligrams: level, doses: doses, tablets: tablets)
    }

    /// Three doses a day, four when high, as even as tablets allow; the bedtime dose is the last to go.
    private static func split(_ level: Double, rules: TaperRules) -> [ScheduledDose] {
        let day = ["morning", "midday", "evening", "bedtime"]
        let times = level > rules.fourDosesAboveMilligrams ? day : day.filter { $0 != "evening" }
        let first = ["bedtime", "morning", "midday", "evening"].filter(times.contains)
        let whole = Int((level / rules.gridMilligrams + 1e-6).rounded(.down))
        let rest = level - Double(whole) * rules.gridMilligrams
        return times.compactMap { time in
            let extra = (first.firstIndex(of: time) ?? 0) < whole % times.count ? 1 : 0
            var milligrams = Double(whole / times.count + extra) * rules.gridMilligrams
            // Only a dose held as it is can be off the grid; what is left over is taken at bedtime.
            if time == "bedtime", rest > 1e-6 { milligrams += rest }
            return milligrams > 0 ? ScheduledDose(time: time, milligrams: milligrams) : nil
        }
    }

    private static func planID(_ request: TaperRequest, _ template: TaperRules.Template) -> String {
        let dose = Amount.text(request.dailyDoseMilligrams)
        return "\(request.patient.rawValue):\(request.startsOn):\(template.reference.id.rawValue):\(dose)"
    }
}
