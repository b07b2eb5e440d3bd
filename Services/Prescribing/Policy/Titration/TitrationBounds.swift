import EventContracts
import MedicationDomain

/// How far and how fast this patient's dose may rise.
struct TitrationBounds: Hashable, Sendable {
    var kind: TitrationRules.Kind
    /// A child's doses go by weight and need not be whole tablets' worth.
    var isByWeight: Bool
    /// Milligrams a day.
    var start: PlannedAmount
    var rise: PlannedAmount
    var ceiling: PlannedAmount
    var ceilingRule: TitrationPlan.Ceiling
    /// Milligrams at once.
    var largestSingle: PlannedAmount
    var leastDaysPerStep: Int
    var usualDaysPerStep: Int
    /// Whether the rules say to avoid baclofen and a prescriber answers for it.
    var isOverridden: Bool
    /// The earliest day by which one of the rules' limits is to be looked at again.
    var reviewBy: CalendarDay
    /// What the rules say of such a patient, to be said on the plan.
    var cautions: [String]
}

/// Asks the rules that judge orders what a plan may come to: plan and verdict cannot differ.
struct TitrationBoundsPolicy {
    let knowledge: PrescribingKnowledge
    private var numbers: TitrationRules.Numbers { knowledge.titration.numbers }

    func bounds(of question: TitrationQuestion, age: Int) throws(TitrationObstacle) -> TitrationBounds {
        let day = question.startsOn
        let kidney = plannedAs(question.kidney, on: day)
        let rules = knowledge.rules.filter { $0.bears(onPlansFor: age, kidney) }
        try refuse(where: rules, question, kidney)
        let isChild = Double(age) < numbers.adultFromAge.number(on: day)
        let isOlder = Double(age) >= numbers.olderFromAge.number(on: day)
        let limits = rules.compactMap { PlanLimit($0, on: day) }
        guard let labelled = limits.filter({ $0.measure == .firstDailyDose }).map(\.most).max(),
            let ruled = limits.filter({ $0.measure == .firstDailyDose }).map(\.most).min(),
            let single = limits.filter({ $0.measure == .largestSingleDose }).map(\.most).min()
        else { throw .noRule }
        var start = ruled
        if isOlder { start = min(start, amount(numbers.olderStart, on: day)) }
        if kidney.isBelowStartingRules(rules) { start = min(start, amount(numbers.lowGFRStart, on: day)) }
        if isChild, let weight = question.weightKilograms {
            start = min(start, PlannedAmount(roundingDown: numbers.childStart.number(on: day) * weight))
        }
        let isCareful = isOlder || question.kidney.needsCare(below: numbers.carefulBelowGFR.number(on: day))
        let isLabelled = !isChild && !isCareful && start == labelled
        let least = days(numbers.daysPerStep, on: day)
        let usual =
            isChild
            ? days(numbers.childDaysPerStep, on: day)
            : isCareful ? days(numbers.daysPerCarefulStep, on: day) : least
        let ceiling = try ceiling(of: question, age: age, isChild: isChild, limits, on: day)
        let isByWeight = isChild && question.weightKilograms != nil
        let grid = PlannedAmount(roundingDown: numbers.doseStep.number(on: day))
        return TitrationBounds(
            kind: isChild ? .child : isLabelled ? .label : .careful, isByWeight: isByWeight, start: start,
            // A start that is cut cuts the rise: what is too much on the first day is too much more on the next.
            rise: min(amount(numbers.largestRise, on: day), start),
            ceiling: isByWeight ? ceiling.most : ceiling.most.rounded(downTo: grid),
            ceilingRule: .init(reason: ceiling.reason, rule: ceiling.rule), largestSingle: single,
            leastDaysPerStep: isChild ? max(least, usual) : least, usualDaysPerStep: max(least, usual),
            isOverridden: rules.contains(where: \.forbidsStarting), reviewBy: limits.map(\.reviewBy).min() ?? day,
            cautions: cautions(from: rules, question.kidney))
    }

    // MARK: - Ceilings

    private func ceiling(
        of question: TitrationQuestion, age: Int, isChild: Bool, _ limits: [PlanLimit], on day: CalendarDay
    ) throws(TitrationObstacle) -> PlanLimit {
        var candidates = limits.filter { $0.measure == .highestDailyDose }
        guard !candidates.isEmpty else { throw .noRule }
        if isChild {
            let isYoung = Double(age) < numbers.youngChildBelowAge.number(on: day)
            let number = isYoung ? numbers.youngChildCeiling : numbers.childCeiling
            let years = DoseText.number(numbers.youngChildBelowAge.number(on: day))
            let most = DoseText.number(number.number(on: day))
            candidates.append(
                limit(
                    "titration-child-ceiling", number, most: amount(number, on: day), on: day,
                    "The UK text ends at \(most) mg a day \(isYoung ? "under" : "from") \(years) years."))
            if let weight = question.weightKilograms {
                let number = numbers.childCeilingByWeight
                let perKilogram = number.number(on: day)
                candidates.append(
                    limit(
                        "titration-child-ceiling-by-weight", number,
                        most: PlannedAmount(roundingDown: perKilogram * weight), on: day,
                        "The UK text ends at \(DoseText.number(perKilogram)) mg per kg a day."))
            }
        }
        // Among equal ones the first rule by name, so that the same patient always reads the same reason.
        guard let lowest = candidates.min(by: { ($0.most, $0.rule.id) < ($1.most, $1.rule.id) }) else { throw .noRule }
        return lowest
    }

    private func limit(
        _ id: RuleID, _ number: DatedNumber, most: PlannedAmount, on day: CalendarDay, _ reason: String
    ) -> PlanLimit {
        let value = number.value(on: day) ?? number.values.first
        return PlanLimit(
            measure: .highestDailyDose, most: most, reason: reason,
            rule: RuleReference(
                id: id, version: knowledge.titration.version, evidence: value?.evidence ?? .unverified,
                citations: value?.citations ?? []), reviewBy: number.reviewBy)
    }

    // MARK: - The kidneys

    /// What is not known is planned for as the least that allows a plan at all, never as good.
    private func plannedAs(_ kidney: KidneyFunction, on day: CalendarDay) -> KidneyFunction {
        guard case .unknown = kidney else { return kidney }
        return .estimatedGFR(
            numbers.unknownGFRPlannedAs.number(on: day), observedAt: day.start, fromCystatinC: false,
            isCreatinineMisleading: false)
    }

    /// A rule about the kidneys that holds every new order, whatever its dose, says: do not start.
    private func refuse(
        where rules: [DoseRule], _ question: TitrationQuestion, _ kidney: KidneyFunction
    ) throws(TitrationObstacle) {
        guard let rule = rules.first(where: \.forbidsStarting) else { return }
        // Only low kidney function can be answered for by a prescriber: not dialysis, not a sudden injury (7.4).
        if case .estimatedGFR = kidney {
            if question.request.kidneyOverride?.isDocumented == true { return }
            throw TitrationObstacle(
                code: "kidney-avoid", reason: "\(rule.summary). \(rule.detail)",
                advice: rule.management + ["With a documented override a plan can be asked for, up to its ceiling."],
                rule: rule.reference)
        }
        throw TitrationObstacle(
            code: kidney == .dialysis ? "dialysis" : "kidney-injury", reason: "\(rule.summary). \(rule.detail)",
            advice: rule.management, rule: rule.reference)
    }

    /// What the rules without a limit have to say of such kidneys; those another one speaks for are left out.
    private func cautions(from rules: [DoseRule], _ kidney: KidneyFunction) -> [String] {
        let speaking = knowledge.rules.filter { rule in
            rule.limit == nil && rule.kidney?.matches(kidney) == true
                && (rules.contains(rule) || kidney.isUnknown) && rule.ways.contains(.enteral)
        }
        let silenced = Set(speaking.flatMap(\.supersedes))
        return speaking.filter { !silenced.contains($0.reference.id) }
            .map { "\($0.summary). \($0.management.joined(separator: " "))" }
    }

    private func amount(_ number: DatedNumber, on day: CalendarDay) -> PlannedAmount {
        PlannedAmount(roundingDown: number.number(on: day))
    }

    private func days(_ number: DatedNumber, on day: CalendarDay) -> Int {
        max(1, Int(bounding: number.number(on: day).rounded(.up)))
    }
}
