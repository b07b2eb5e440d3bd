import EventContracts
import MedicationDomain

/// How far and how fast this patient's dose may rise.
struct TitrationBounds: Hashable, Sendable {
    var kind: TitrationRules.Kind
    /// A small child's doses go by weight and need not be whole tablets' worth.
    var isByWeight: Bool
    /// Milligrams a day.
    var start: PlannedAmount
    var rise: PlannedAmount
    var ceiling: PlannedAmount
    var ceilingRule: TitrationPlan.Ceiling
    /// Milligrams at once.
    var largestSingle: PlannedAmount
    var fewestDoses: Int
    var leastDaysPerStep: Int
    var usualDaysPerStep: Int
    /// Whether the rules say to avoid baclofen and a prescriber answers for it.
    var isOverridden: Bool
    /// The earliest day by which one of the rules' limits is to be looked at again.
    var reviewBy: CalendarDay
    /// What the rules say of such a patient, to be said on the plan.
    var cautions: [String]
}

/// Asks the rules that judge orders what a plan may come to, so that the verdict on its orders is known beforehand.
struct TitrationBoundsPolicy {
    let knowledge: PrescribingKnowledge
    let product: TitrationProduct
    private var numbers: TitrationRules.Numbers { knowledge.titration.numbers }

    func bounds(of question: TitrationQuestion, age: Int) throws(TitrationObstacle) -> TitrationBounds {
        let day = question.startsOn
        let kidney = plannedAs(question.kidney, on: day)
        let weight = question.weight
        let rules = knowledge.rules.filter { $0.bears(onPlansFor: age, kidney, weight) }
        try refuse(where: rules, question, kidney)
        let limits = rules.compactMap { PlanLimit($0, on: day, kilograms: weight?.kilograms) }
        func known(_ subject: PlanLimit.Subject) -> [PlanLimit] { limits.filter { $0.subject == subject } }
        let intervals = rules.compactMap { $0.least(.riseInterval, on: day) }
        // Among equal ones the first rule by name, so that the same patient always reads the same reason.
        guard let ceiling = known(.ceiling).min(by: { ($0.most, $0.rule.id) < ($1.most, $1.rule.id) }),
            let labelled = known(.start).map(\.most).max(), let ruled = known(.start).map(\.most).min(),
            let single = known(.singleDose).map(\.most).min(), let rise = known(.rise).map(\.most).min(),
            let interval = intervals.max()
        else { throw .noRule }
        var start = ruled
        if kidney.isBelowStartingRules(rules) {
            start = min(start, PlannedAmount(roundingDown: numbers.lowGFRStart.number(on: day)))
        }
        let isChild = Double(age) < numbers.adultFromAge.number(on: day)
        let isOlder = Double(age) >= numbers.olderFromAge.number(on: day)
        let isCareful = isOlder || question.kidney.needsCare(below: numbers.carefulBelowGFR.number(on: day))
        let isByWeight = limits.contains(where: \.isByWeight)
        let least = max(wholeDays(interval), isChild ? wholeDays(numbers.childDaysPerStep.number(on: day)) : 1)
        let usual = isCareful && !isChild ? wholeDays(numbers.daysPerCarefulStep.number(on: day)) : least
        let grid = PlannedAmount(roundingDown: numbers.doseStep.number(on: day))
        return TitrationBounds(
            kind: isChild ? .child : !isCareful && start == labelled ? .label : .careful, isByWeight: isByWeight,
            start: start,
            // A start that is cut cuts the rise: what is too much on the first day is too much more on the next.
            rise: min(rise, start), ceiling: isByWeight ? ceiling.most : ceiling.most.rounded(downTo: grid),
            ceilingRule: .init(reason: ceiling.reason, rule: ceiling.rule), largestSingle: single,
            fewestDoses: rules.compactMap { $0.least(.dosesPerDay, on: day) }.map { Int(bounding: $0) }.max() ?? 1,
            leastDaysPerStep: least, usualDaysPerStep: max(least, usual),
            isOverridden: rules.contains(where: \.forbidsStarting), reviewBy: limits.map(\.reviewBy).min() ?? day,
            cautions: cautions(from: rules, question.kidney))
    }

    /// What is not known is planned for as the least that allows a plan at all, never as good.
    private func plannedAs(_ kidney: KidneyFunction, on day: CalendarDay) -> KidneyFunction {
        guard case .unknown = kidney else { return kidney }
        return .estimatedGFR(
            numbers.unknownGFRPlannedAs.number(on: day), observedAt: day.start, fromCystatinC: false,
            isCreatinineMisleading: false)
    }

    // MARK: - Where no dose is right

    /// A rule that holds every new order, whatever its dose, says: do not start.
    private func refuse(
        where rules: [DoseRule], _ question: TitrationQuestion, _ kidney: KidneyFunction
    ) throws(TitrationObstacle) {
        let forbidding = rules.filter(\.forbidsStarting)
        if let rule = forbidding.first(where: { $0.when.weight != nil }) { throw .init(rule, code: "weight-needed") }
        // Packets are no finer than tablets.
        let isUnsuitable = rules.first { rule in
            rule.when.weight != nil && rule.limits.isEmpty && rule.when.forms.contains(.tablet)
        }
        if product.kind != .liquid, let rule = isUnsuitable { throw .init(rule, code: "product-unsuitable") }
        guard let rule = forbidding.first else { return }
        // Only low kidney function can be answered for by a prescriber: not dialysis, not a sudden injury (7.4).
        guard case .estimatedGFR = kidney else {
            throw .init(rule, code: kidney == .dialysis ? "dialysis" : "kidney-injury")
        }
        guard question.request.kidneyOverride?.isDocumented != true else { return }
        var obstacle = TitrationObstacle(rule, code: "kidney-avoid")
        obstacle.advice.append("With a documented override a plan can be asked for, up to its ceiling.")
        throw obstacle
    }

    /// What the rules without a limit have to say of such kidneys; those another one speaks for are left out.
    private func cautions(from rules: [DoseRule], _ kidney: KidneyFunction) -> [String] {
        let speaking = knowledge.rules.filter { rule in
            rule.limits.isEmpty && rule.when.kidney?.matches(kidney) == true
                && (rules.contains(rule) || kidney.isUnknown) && rule.when.ways.contains(.enteral)
        }
        let silenced = Set(speaking.flatMap(\.supersedes))
        return speaking.filter { !silenced.contains($0.reference.id) }
            .map { "\($0.summary). \($0.management.joined(separator: " "))" }
    }

    private func wholeDays(_ days: Double) -> Int { max(1, Int(bounding: days.rounded(.up))) }
}

extension TitrationObstacle {
    fileprivate init(_ rule: DoseRule, code: String) {
        self.init(
            code: code, reason: "\(rule.summary). \(rule.detail)", advice: rule.management, rule: rule.reference)
    }
}
