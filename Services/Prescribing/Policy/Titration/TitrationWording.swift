import EventContracts
import MedicationDomain

/// What is said on a plan besides its steps.
struct TitrationWording {
    let question: TitrationQuestion
    let bounds: TitrationBounds
    let product: TitrationProduct
    let rules: TitrationRules
    let schedule: TitrationRules.Schedule
    let age: Int

    private var day: CalendarDay { question.startsOn }
    private var request: TitrationRequest { question.request }

    var factors: [String] {
        [
            "age \(age)", question.weight.map { "\(DoseText.number($0.kilograms)) kg" },
            question.kidney.factor ?? "kidney function not known",
            question.presentMilligrams.map { "takes \(DoseText.number($0)) mg a day now" },
        ].compactMap(\.self)
    }

    func cautions(on rungs: [TitrationLadder.Rung], reached: PlannedAmount, wanted: Double?) -> [String] {
        var lines: [String] = []
        if schedule.approvedBy == nil {
            lines.append(
                "A proposal: no pharmacist here has signed this schedule (evidence: "
                    + "\(schedule.reference.evidence.rawValue)).")
        }
        if bounds.ceilingRule.rule.evidence.isOurs {
            lines.append("The ceiling is this project's own reading of its sources (evidence: house).")
        }
        if let wanted, wanted > bounds.ceiling.milligrams {
            lines.append("\(DoseText.number(wanted)) mg a day was asked for; the plan ends at the ceiling.")
        } else if reached.milligrams < (wanted ?? bounds.ceiling.milligrams) {
            lines.append("Rounded down to \(reached.text) mg a day, which the products can make.")
        }
        if let preferred = request.dosesPerDay, rungs.contains(where: { $0.doses.count != preferred }) {
            lines.append("Doses a day: \(preferred) asked for, which not every step can be made of.")
        }
        if rungs.hasLargerLastStep(than: bounds.rise) {
            lines.append("The last step is the label's own and larger than the others; its order is remarked upon.")
        }
        if question.presentMilligrams != nil {
            lines.append("Step 1 is the present dose, at its present times: when it last rose is not known.")
        }
        if bounds.isOverridden, let override = request.kidneyOverride { lines.append(overridden(override)) }
        lines += bounds.cautions + question.cautions
        if case .estimatedGFR(_, _, _, true) = question.kidney {
            lines.append("Creatinine overestimates this patient's kidney function: prefer cystatin C.")
        }
        if let concentration = product.concentration {
            lines.append(
                "State both mg and mL, and check the bottle: 1 mL must hold \(DoseText.number(concentration)) mg.")
        }
        if request.breastfeeding == true { lines.append("Breastfeeding: watch the infant for sedation.") }
        return lines + always
    }

    private var always: [String] {
        let weeks = DoseText.number(rules.numbers.reviewWeeks.number(on: day))
        return [
            "The lowest dose that helps is enough: stay where the aim is reached.",
            "Go on only if the step is tolerated; with drowsiness, confusion, weakness or falls stay, or step back.",
            "Review after \(weeks) weeks at the highest dose; without benefit withdraw slowly.",
            "Never stop suddenly: withdrawal is dangerous.",
        ]
    }

    private func overridden(_ override: TitrationRequest.Override) -> String {
        "Avoiding baclofen was overridden by \(override.by): \(override.reason)"
    }

    // MARK: - What was looked at

    var checks: CheckStatement {
        var omissions = question.notChecked
        func leaveOut(_ check: String, _ reason: String) {
            omissions.append(CheckStatement.Omission(check: check, reason: reason))
        }
        if case .unknown(let reason) = question.kidney {
            let stands = DoseText.number(rules.numbers.unknownGFRPlannedAs.number(on: day))
            leaveOut("renal-dose", "\(reason): planned as if it were \(stands); ask for creatinine with eGFR")
        }
        if bounds.kind == .child, question.weight == nil {
            leaveOut("weight", "the weight was not told: whether tablets suit is not examined")
        }
        let mayBearChildren = !bounds.isByWeight && Double(age) < rules.numbers.olderFromAge.number(on: day)
        if mayBearChildren, request.pregnant == nil { leaveOut("pregnancy", "it was not told") }
        if mayBearChildren, request.breastfeeding == nil { leaveOut("breastfeeding", "it was not told") }
        if request.allergicToBaclofen == nil { leaveOut("allergy", "it was not told") }
        if question.presentMilligrams == nil { leaveOut("present-dose", "none is known: planned as a start") }
        leaveOut("interaction", "other medicines are not looked at here")
        if let due = overdue { leaveOut("knowledge", "numbers used although their review was due by \(due)") }
        let unchecked = Set(omissions.map(\.check))
        let examined = ["age", "dose", "products", "renal-dose", "titration"].filter { !unchecked.contains($0) }
        return CheckStatement(checked: examined, notChecked: omissions)
    }

    /// The earliest review that is past, among the numbers every plan uses.
    private var overdue: CalendarDay? {
        let numbers = rules.numbers
        let used = [
            numbers.firstSingleDose, numbers.daysPerCarefulStep, numbers.childDaysPerStep, numbers.mostDoses,
            numbers.doseStep, numbers.volumeStep, numbers.olderFromAge, numbers.carefulBelowGFR, numbers.adultFromAge,
        ]
        return (used.map(\.reviewBy) + [bounds.reviewBy]).filter { $0 < day }.min()
    }
}

extension [TitrationLadder.Rung] {
    fileprivate func hasLargerLastStep(than rise: PlannedAmount) -> Bool {
        guard count > 1, let last else { return false }
        return last.total > self[count - 2].total + rise
    }
}

extension EvidenceLevel {
    /// Backed by no document but this project's own.
    var isOurs: Bool { self == .house || self == .unverified }
}

extension TitrationProduct {
    /// Baclofen in this form; of one strength only where there is one.
    var medication: Medication {
        let one = strengths.count == 1 ? strengths.first : nil
        let strength: Strength? =
            kind == .liquid
            ? concentration.map { Strength(milligramsPerMilliliter: $0) } : one.map { Strength(milligramsPerUnit: $0) }
        return Medication(
            text: "Baclofen, \(text)", ingredientRxNormCode: Ingredient.baclofenRxNormCode,
            ingredients: [
                Ingredient(name: "baclofen", rxNormCode: Ingredient.baclofenRxNormCode, atcCodes: ["M03BX01"])
            ], form: form, strength: strength)
    }
}
