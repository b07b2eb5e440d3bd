import EventContracts
import MedicationDomain

/// A dose that is taken for some days.
struct TaperLevel: Hashable, Sendable {
    var milligrams: Double
    var days: Int
}

/// What the doses of a plan are put together from: tablets at hand, or a liquid.
struct TaperProduct: Sendable {
    private enum Kind: Sendable {
        case tablets(TabletPieces)
        case liquid(milligramsPerMilliliter: Double)
    }

    let medication: Medication
    private let kind: Kind

    /// Nil when a liquid's concentration makes no sense.
    init?(_ request: TaperRequest, rules: TaperRules) {
        let baclofen = Ingredient(
            name: "baclofen", rxNormCode: Ingredient.baclofenRxNormCode, atcCodes: ["M03BX01"])
        guard let concentration = request.milligramsPerMilliliter else {
            let pieces = TabletPieces(
                strengths: request.strengthsMilligrams ?? rules.tabletStrengthsMilligrams,
                scored: request.halvesAllowed ? rules.scoredStrengthsMilligrams : [])
            medication = Medication(
                text: "baclofen tablets", ingredientRxNormCode: Ingredient.baclofenRxNormCode,
                ingredients: [baclofen], form: .tablet)
            kind = .tablets(pieces)
            return
        }
        guard concentration > 0, concentration.isFinite, concentration <= 1000 else { return nil }
        medication = Medication(
            text: "baclofen \(Amount.text(concentration)) mg/mL oral solution",
            ingredientRxNormCode: Ingredient.baclofenRxNormCode, ingredients: [baclofen], form: .oralSolution,
            strength: Strength(milligramsPerMilliliter: concentration))
        kind = .liquid(milligramsPerMilliliter: concentration)
    }

    /// The dose with what to hand out for it; nil when it cannot be made.
    func dispensable(_ dose: ScheduledDose) -> ScheduledDose? {
        var result = dose
        switch kind {
        case .tablets(let pieces):
            guard let counts = pieces.compose(dose.milligrams) else { return nil }
            result.tablets = Dictionary(counts.map { (Amount.text($0.key), $0.value) }, uniquingKeysWith: +)
        case .liquid(let concentration):
            result.milliliters = (dose.milligrams / concentration * 100).rounded() / 100
        }
        return result
    }
}

extension TaperPlan {
    /// The first day without baclofen.
    var firstFreeDay: CalendarDay { startsOn.adding(days: (steps.last?.day ?? 1) - 1) }
    /// The last day of the plan: the last step is watched like the others.
    var lastDay: CalendarDay { startsOn.adding(days: max(1, totalDays) - 1) }

    /// The step of a day; nil before and after the plan.
    func step(on day: CalendarDay) -> Step? {
        guard day <= lastDay else { return nil }
        return steps.last { startsOn.adding(days: $0.day - 1) <= day }
    }

    /// Millilitres for the whole plan; nil for tablets.
    var totalMilliliters: Double? {
        let ends = steps.dropFirst().map(\.day) + [totalDays + 1]
        let daily = steps.map { step in step.doses.compactMap(\.milliliters).reduce(0, +) }
        guard daily.contains(where: { $0 > 0 }) else { return nil }
        let total = zip(zip(steps, ends), daily).reduce(0) { $0 + Double($1.0.1 - $1.0.0.day) * $1.1 }
        return (total * 100).rounded() / 100
    }
}
