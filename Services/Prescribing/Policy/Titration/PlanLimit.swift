import EventContracts
import MedicationDomain

/// A limit of a dose rule, as a plan keeps it.
struct PlanLimit: Hashable, Sendable {
    var measure: DoseRule.Measure
    /// The most that does not pass the limit.
    var most: PlannedAmount
    var reason: String
    var rule: RuleReference
    var reviewBy: CalendarDay
}

extension PlanLimit {
    /// Nil for rules without a limit from above.
    init?(_ rule: DoseRule, on day: CalendarDay) {
        guard let limit = rule.limit, let value = limit.number.value(on: day) ?? limit.number.values.first else {
            return nil
        }
        let most = PlannedAmount(roundingDown: value.number * limit.milligramsPerUnit)
        switch limit.comparison {
        case .above: self.most = most
        // "20 mg or more" is passed by 20: a plan stays a hundredth below, and so below by a whole tablet.
        case .atLeast: self.most = PlannedAmount(hundredths: max(0, most.hundredths - 1))
        case .below: return nil
        }
        measure = limit.measure
        reason = rule.detail
        reviewBy = limit.number.reviewBy
        self.rule = rule.reference
        self.rule.evidence = value.evidence
        self.rule.citations += value.citations.filter { !rule.reference.citations.contains($0) }
    }
}

extension DoseRule {
    /// Whether it judges new orders by mouth for such a patient by their amount or at all.
    ///
    /// A plan is new use, also for somebody who takes a little already: who is being brought up to a dose has not yet
    /// shown to bear it, and a rule for new users would mean nothing if a first tablet made an old user.
    func bears(onPlansFor age: Int, _ kidney: KidneyFunction) -> Bool {
        ways.contains(.enteral) && contexts.contains(.new) && !asNeeded && unread == nil
            && self.age.map { $0.contains(Double(age)) } ?? true && self.kidney.map { $0.matches(kidney) } ?? true
    }

    /// Holds a new order for the kidneys alone, whatever its dose.
    var forbidsStarting: Bool {
        kidney != nil && limit == nil && disposition != .alert && holdsFor.contains(.new)
    }
}

extension KidneyFunction {
    var isUnknown: Bool { if case .unknown = self { true } else { false } }

    func needsCare(below limit: Double) -> Bool {
        switch self {
        case .estimatedGFR(let value, _, _, _): value < limit
        case .dialysis, .acuteInjury, .unknown: true
        }
    }

    /// Whether no rule names a start for it: an eGFR in no band of a starting rule, in which a rule forbids the start.
    func isBelowStartingRules(_ rules: [DoseRule]) -> Bool {
        rules.contains(where: \.forbidsStarting)
            && !rules.contains { $0.kidney != nil && $0.limit?.measure == .firstDailyDose }
    }
}

extension TitrationRequest.Override {
    /// An override is a person and a reason; an empty one documents nothing.
    var isDocumented: Bool {
        [by, reason].allSatisfy { text in
            text.utf8.count <= TitrationSense.longestText && !text.allSatisfy(\.isWhitespace)
        }
    }
}
