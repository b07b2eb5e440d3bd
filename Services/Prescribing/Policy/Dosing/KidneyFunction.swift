import EventContracts
import MedicationDomain

/// What is known about the kidneys on the day of judgement.
enum KidneyFunction: Hashable, Sendable {
    /// mL/min/1.73 m².
    case estimatedGFR(Double, observedAt: Instant, fromCystatinC: Bool, isCreatinineMisleading: Bool)
    case dialysis
    /// mg/dL, from which to which value.
    case acuteInjury(from: Double, to: Double, observedAt: Instant)
    case unknown(reason: String)

    /// In words, for the factors of a finding.
    var factor: String? {
        switch self {
        case .estimatedGFR(let value, let observedAt, let fromCystatinC, let isMisleading):
            "eGFR \(DoseText.number(value)) mL/min/1.73 m² on \(observedAt.day)"
                + (fromCystatinC ? " (cystatin C)" : isMisleading ? " (creatinine; may be overestimated)" : "")
        case .dialysis: "dialysis"
        case .acuteInjury(let low, let high, let observedAt):
            "creatinine rose from \(DoseText.number(low)) to \(DoseText.number(high)) mg/dL by \(observedAt.day)"
        case .unknown: nil
        }
    }
}

/// Which of the patient's values stands for the kidneys today.
enum KidneyFunctionPolicy {
    static func judge(
        _ chart: PatientChart, _ conditions: Set<ConditionGroup>, by numbers: PrescribingKnowledge.Numbers,
        asOf now: Instant
    ) -> KidneyFunction {
        let isOnDialysis =
            chart.observations(.dialysis).last.map { $0.value != 0 } ?? false || conditions.contains(.dialysis)
        if isOnDialysis { return .dialysis }
        if let injury = acuteInjury(chart, numbers, asOf: now) { return injury }
        let misleads = conditions.contains(.creatinineMisleads)
        let isAtRisk = conditions.contains(.kidneyRisk)
        let cystatin = current(.estimatedGFRCystatinC, chart, isAtRisk: isAtRisk, numbers, asOf: now)
        let creatinine = current(.estimatedGFR, chart, isAtRisk: isAtRisk, numbers, asOf: now)
        let isCystatinPreferred = misleads || creatinine == nil
        if let cystatin, let value = cystatin.value, isCystatinPreferred {
            return .estimatedGFR(
                value, observedAt: cystatin.observedAt, fromCystatinC: true, isCreatinineMisleading: false)
        }
        if let creatinine, let value = creatinine.value {
            return .estimatedGFR(
                value, observedAt: creatinine.observedAt, fromCystatinC: false, isCreatinineMisleading: misleads)
        }
        let hasOld = [ObservationEvent.Kind.estimatedGFR, .estimatedGFRCystatinC]
            .contains { kind in chart.observations(kind).contains { $0.value != nil } }
        return .unknown(reason: hasOld ? "the last eGFR is too old" : "no eGFR is known")
    }

    /// The newest value of the kind, unless it is too old to count.
    private static func current(
        _ kind: ObservationEvent.Kind, _ chart: PatientChart, isAtRisk: Bool, _ numbers: PrescribingKnowledge.Numbers,
        asOf now: Instant
    ) -> ObservationEvent? {
        let known = chart.observations(kind).filter { $0.value != nil && $0.observedAt <= now + .day }
        guard let newest = known.last, let value = newest.value else { return nil }
        let limit = numbers.kidneyValueAge(on: now.day)
            .limit(of: value, years: chart.age(on: now.day), isAtRisk: isAtRisk, isInpatient: chart.isInpatient)
        return now.since(newest.observedAt) <= limit ? newest : nil
    }

    /// The newest creatinine against the ones shortly before it.
    private static func acuteInjury(
        _ chart: PatientChart, _ numbers: PrescribingKnowledge.Numbers, asOf now: Instant
    ) -> KidneyFunction? {
        // A value in a unit nobody reads must not hide a rise between two others.
        let values = chart.observations(.creatinine).filter { $0.value != nil && $0.observedAt <= now + .day }
        let day = now.day
        guard let newest = values.last, let top = newest.value,
            now.since(newest.observedAt) <= .days(numbers.kidneyValueDaysInpatient.number(on: day))
        else { return nil }
        for earlier in values.dropLast() {
            guard let bottom = earlier.value, bottom > 0 else { continue }
            let gap = newest.observedAt.since(earlier.observedAt)
            let isRatio =
                gap <= .days(numbers.injuryRatioDays.number(on: day))
                && top >= bottom * numbers.injuryRatio.number(on: day) - 1e-9
            let isRise =
                gap <= .hours(numbers.injuryRiseHours.number(on: day))
                && top - bottom >= numbers.injuryRise.number(on: day) - 1e-9
            if isRatio || isRise { return .acuteInjury(from: bottom, to: top, observedAt: newest.observedAt) }
        }
        return nil
    }
}

extension PrescribingKnowledge.Numbers {
    fileprivate func kidneyValueAge(on day: CalendarDay) -> KidneyValueAge {
        KidneyValueAge(
            goodFrom: kidneyGoodFrom.number(on: day), olderFrom: olderFromYears.number(on: day),
            longest: .days(kidneyValueDays.number(on: day)),
            longestAtRisk: .days(kidneyValueDaysAtRisk.number(on: day)),
            longestInpatient: .days(kidneyValueDaysInpatient.number(on: day)))
    }
}
