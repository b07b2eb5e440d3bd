import EventContracts
import MedicationDomain

/// What a taper is asked for.
struct TaperRequest: Hashable, Sendable {
    var dailyDoseMilligrams: Double
    /// How long the patient has taken it; nil when unknown.
    var courseDays: Int?
    var age: Int?
    var riskPoints: Int?
    /// Tablets at hand; nil: what is on the market.
    var strengthsMilligrams: [Double]?
    var halvesAllowed = false
    var path: Regimen.Path = .enteral
    var startsOn: CalendarDay
    var patient: PatientID
}

/// Why no plan is given, and what to do instead.
enum TaperRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case intrathecal
    case doseOutOfRange(maximumMilligrams: Double)
    case missingTablet(milligrams: Double)

    var description: String {
        switch self {
        case .intrathecal:
            "intrathecal baclofen is tapered by reprogramming or a weaker solution in a specialist clinic: "
                + "refer to the pump clinic, no table is given"
        case .doseOutOfRange(let maximum):
            "no approved rule: the daily dose must be above 0 and at most \(Amount.text(maximum)) mg"
        case .missingTablet(let milligrams):
            "the steps need a \(Amount.text(milligrams)) mg tablet (or scored halves that give "
                + "\(Amount.text(milligrams)) mg), which is not among the strengths at hand"
        }
    }
}

/// Plans to come off in whole dispensable tablets (clinical facts §4.5, §7.10).
enum TaperPlanner {
    static func plan(_ request: TaperRequest, rules: TaperRules) -> Result<TaperPlan, TaperRefusal> {
        guard request.path == .enteral else { return .failure(.intrathecal) }
        let dose = request.dailyDoseMilligrams
        guard dose > 0, dose <= rules.maximumDailyDoseMilligrams else {
            return .failure(.doseOutOfRange(maximumMilligrams: rules.maximumDailyDoseMilligrams))
        }
        let template = template(for: request, rules: rules)
        let levels = levels(from: dose, template: template, grid: rules.gridMilligrams)
        let interval = interval(for: levels.count, of: template)
        let pieces = TabletPieces(
            strengths: request.strengthsMilligrams ?? rules.tabletStrengthsMilligrams,
            scored: request.halvesAllowed ? rules.scoredStrengthsMilligrams : [])
        var steps: [TaperPlan.Step] = []
        for (index, level) in levels.enumerated() {
            guard let step = step(level, day: 1 + index * interval, pieces: pieces, rules: rules) else {
                return .failure(.missingTablet(milligrams: rules.gridMilligrams))
            }
            steps.append(step)
        }
        return .success(
            TaperPlan(
                planId: planID(request, template), patientId: request.patient, medication: baclofen,
                template: template.reference, approvedBy: template.approvedBy, startsOn: request.startsOn,
                steps: steps, totalDays: levels.count * interval))
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

    private static func step(_ level: Double, day: Int, pieces: TabletPieces, rules: TaperRules) -> TaperPlan.Step? {
        var tablets: [String: Double] = [:]
        let doses = split(level, rules: rules)
        for dose in doses {
            guard let counts = pieces.compose(dose.milligrams) else { return nil }
            for (strength, count) in counts { tablets[Amount.text(strength), default: 0] += count }
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

    private static let baclofen = Medication(
        text: "baclofen tablets", ingredientRxNormCode: Ingredient.baclofenRxNormCode,
        ingredients: [
            Ingredient(name: "baclofen", rxNormCode: Ingredient.baclofenRxNormCode, atcCodes: ["M03BX01"])
        ], form: .tablet)
}
