import EventContracts
import MedicationDomain

/// A limit of a dose rule, as a plan keeps it.
struct PlanLimit: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        /// Milligrams a day: the most ever, of the first step, and more with each step.
        case ceiling, start, rise
        /// Milligrams at once.
        case singleDose
    }

    var subject: Subject
    /// The most that does not pass the limit.
    var most: PlannedAmount
    var isByWeight: Bool
    var reason: String
    var rule: RuleReference
    var reviewBy: CalendarDay
}

extension PlanLimit {
    /// Nil for rules that do not limit an amount from above, by one number alone.
    init?(_ rule: DoseRule, on day: CalendarDay, kilograms: Double?) {
        guard rule.limits.count == 1, let limit = rule.limits.first,
            let value = limit.number.value(on: day) ?? limit.number.values.first
        else { return nil }
        let milligrams = value.number * limit.factor
        switch limit.measure {
        case .dailyDose: (subject, isByWeight) = (.ceiling, false)
        case .firstDailyDose: (subject, isByWeight) = (.start, false)
        case .dailyDosePerKilogram: (subject, isByWeight) = (.ceiling, true)
        case .firstDailyDosePerKilogram: (subject, isByWeight) = (.start, true)
        case .dailyRise: (subject, isByWeight) = (.rise, false)
        case .largestSingleDose: (subject, isByWeight) = (.singleDose, false)
        case .smallestSingleDose, .dosesPerDay, .riseInterval, .pause, .risePercent, .fallPercent, .changeInterval,
            .multipleOfScreening:
            return nil
        }
        if isByWeight, kilograms == nil { return nil }
        let most = PlannedAmount(roundingDown: isByWeight ? milligrams * (kilograms ?? 0) : milligrams)
        switch limit.comparison {
        case .above: self.most = most
        // "20 mg or more" is passed by 20: a plan stays a hundredth below, and so below by a whole tablet.
        case .atLeast: self.most = PlannedAmount(hundredths: max(0, most.hundredths - 1))
        case .below: return nil
        }
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
    func bears(onPlansFor age: Int, _ kidney: KidneyFunction, _ weight: PatientPicture.Weight?) -> Bool {
        when.contexts.contains(.new) && when.ways.contains(.enteral)
            && when.age.map { $0.contains(Double(age)) } ?? true && when.kidney.map { $0.matches(kidney) } ?? true
            && when.weight.map { $0.matches(weight) } ?? true && when.isAboutAnyOrder
    }

    /// Holds a new order for the patient alone, whatever its dose.
    var forbidsStarting: Bool {
        (when.kidney != nil || when.weight != nil) && when.forms.isEmpty && limits.isEmpty && disposition != .alert
            && holdsFor.contains(.new)
    }

    /// The least that does not pass a limit from below: days between rises, doses a day.
    func least(_ measure: Measure, on day: CalendarDay) -> Double? {
        guard limits.count == 1, let limit = limits.first, limit.measure == measure, limit.comparison == .below else {
            return nil
        }
        return (limit.number.value(on: day) ?? limit.number.values.first)?.number
    }
}

extension RuleCircumstances {
    /// Nothing of one order alone, and no diagnosis: those are for whoever writes the order.
    fileprivate var isAboutAnyOrder: Bool {
        !asNeeded && unread == nil && conditions.isEmpty && indications.isEmpty && !isPregnant && !isBreastfeeding
            && !isAllergic && pumpPhases.isEmpty && origins.isEmpty && productChange == nil && !isOneUnitOnly
            && response == nil
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
            && !rules.contains { $0.when.kidney != nil && $0.limits.first?.measure == .firstDailyDose }
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
