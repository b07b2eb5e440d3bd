import EventContracts
import MedicationDomain

extension DoseRule.Measure {
    /// The measured value of one step, in the measure's own unit; nil when it does not exist or is not known, and then
    /// no limit is passed by it.
    func value(of step: DoseStep, in question: DoseQuestion) -> Double? {
        switch self {
        case .dailyDose: step.dose.dailyMilligrams
        case .firstDailyDose: step.isFirst ? step.dose.dailyMilligrams : nil
        case .dailyDosePerKilogram: perKilogram(step, question)
        case .firstDailyDosePerKilogram: step.isFirst ? perKilogram(step, question) : nil
        case .largestSingleDose: step.dose.largestSingleMilligrams
        case .smallestSingleDose: step.dose.smallestSingleMilligrams
        case .dosesPerDay: Double(step.dose.dosesPerDay)
        case .dailyRise: step.rise
        case .riseInterval: step.riseIntervalDays
        case .risePercent: step.changePercent.flatMap { $0 > 0 ? $0 : nil }
        case .fallPercent: step.changePercent.flatMap { $0 < 0 ? -$0 : nil }
        case .changeInterval: step.isFirst ? question.pump.hoursSinceBefore : nil
        case .pause: step.isFirst ? question.history.pauseDays : nil
        case .multipleOfScreening: step.isFirst ? question.pump.multipleOfScreening : nil
        }
    }

    private func perKilogram(_ step: DoseStep, _ question: DoseQuestion) -> Double? {
        question.patient.weight.map { step.dose.dailyMilligrams / $0.kilograms }
    }

    /// In words, before the value: `Ordered: 90 mg/day`.
    var label: String {
        switch self {
        case .dailyDose, .firstDailyDose, .largestSingleDose, .smallestSingleDose, .dosesPerDay: "Ordered"
        case .dailyDosePerKilogram, .firstDailyDosePerKilogram: "By weight"
        case .dailyRise, .risePercent: "Rise"
        case .fallPercent: "Reduction"
        case .riseInterval: "Since the last rise"
        case .changeInterval: "Since the dose before"
        case .pause: "Since the last dose"
        case .multipleOfScreening: "Of the last trial dose"
        }
    }
}

extension DoseRule.Limit {
    /// Whether the step is beyond the limit on that day; a limit without a value then is passed by nothing.
    func isPassed(by step: DoseStep, in question: DoseQuestion) -> Bool {
        guard let value = number.value(on: question.asOf.day), let measured = measure.value(of: step, in: question)
        else { return false }
        let limit = value.number * factor
        return switch comparison {
        case .above: measured > limit + 1e-9
        case .atLeast: measured >= limit - 1e-9
        case .below: measured < limit - 1e-9
        }
    }

    func sentence(for step: DoseStep, in question: DoseQuestion) -> String? {
        guard let value = number.value(on: question.asOf.day), let measured = measure.value(of: step, in: question)
        else { return nil }
        let relation =
            switch comparison {
            case .above: "the limit is"
            case .atLeast: "the finding begins at"
            case .below: "the least expected is"
            }
        return "\(measure.label): \(quantity(measured / factor)); \(relation) \(quantity(value.number))."
    }

    private func quantity(_ number: Double) -> String {
        let text = DoseText.number(number)
        return switch self.number.unit {
        case "/day": text == "1" ? "1 dose a day" : "\(text) doses a day"
        case "day": text == "1" ? "1 day" : "\(text) days"
        case "/1": "\(text) times"
        case "%": "\(text) %"
        default: "\(text) \(self.number.unit)"
        }
    }
}
