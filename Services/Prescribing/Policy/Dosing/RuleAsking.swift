import EventContracts
import MedicationDomain

extension DoseRule {
    /// Whether all that the rule asks for is the case.
    func speaks(of question: DoseQuestion) -> Bool {
        contexts.contains(question.context) && ways.contains(question.order.way)
            && age.map { $0.contains(question.age.map(Double.init)) } ?? true
            && kidney.map { $0.matches(question.kidney) } ?? true
            && matches(question.reading, on: question.asOf.day)
    }

    private func matches(_ reading: DoseReading, on day: CalendarDay) -> Bool {
        switch (unread, reading) {
        case (.dose?, .notUnderstood): true
        case (.concentration?, .notUnderstood(let doubt)): doubt.reason == .noConcentration
        case (_?, .understood): false
        case (nil, .understood(let dose)):
            (!asNeeded || dose.isAsNeeded) && limit.map { $0.isPassed(by: dose, on: day) } ?? true
        case (nil, .notUnderstood): limit == nil && !asNeeded
        }
    }

    func remark(on question: DoseQuestion) -> DoseVerdict.Remark {
        let applied = holdsFor.contains(question.context) ? disposition : .alert
        let day = question.asOf.day
        var reference = reference
        var sentences = [detail]
        if let limit, let dose = question.reading.dose, let value = limit.number.value(on: day) {
            reference.citations += value.citations.filter { !reference.citations.contains($0) }
            reference.evidence = value.evidence
            sentences.append(limit.sentence(for: dose, value))
        }
        if unread != nil, case .notUnderstood(let doubt) = question.reading {
            sentences.append("Not understood: \(doubt.text).")
        }
        if let number = limit?.number, day > number.reviewBy {
            sentences.append("This rule's review was due by \(number.reviewBy).")
        }
        let isUnderWay = disposition != .alert && applied == .alert
        return DoseVerdict.Remark(
            finding: Finding(
                rule: reference, kind: kind, severity: severity, summary: summary,
                detail: sentences.joined(separator: " "),
                management: isUnderWay ? managementUnderWay : management, factors: question.factors),
            disposition: applied, isInterruptive: isInterruptive)
    }
}

extension DoseRule.Kidney {
    func matches(_ kidney: KidneyFunction) -> Bool {
        switch (self, kidney) {
        case (.estimatedGFR(let band), .estimatedGFR(let value, _, _, _)): band.contains(value)
        case (.dialysis, .dialysis), (.acuteInjury, .acuteInjury), (.unknown, .unknown): true
        default: false
        }
    }
}

extension DoseRule.Limit {
    func isPassed(by dose: DailyDose, on day: CalendarDay) -> Bool {
        guard let value = number.value(on: day) else { return false }
        let limit = value.number * milligramsPerUnit
        let measured = measured(dose)
        return switch comparison {
        case .above: measured > limit + 1e-9
        case .atLeast: measured >= limit - 1e-9
        case .below: measured < limit - 1e-9
        }
    }

    func sentence(for dose: DailyDose, _ value: DatedNumber.Value) -> String {
        let measured = DoseText.number(measured(dose) / milligramsPerUnit)
        let relation =
            switch comparison {
            case .above: "the limit is"
            case .atLeast: "the finding begins at"
            case .below: "the least expected is"
            }
        return "Ordered: \(measured) \(number.unit); \(relation) \(DoseText.number(value.number)) \(number.unit)."
    }

    private func measured(_ dose: DailyDose) -> Double {
        switch measure {
        case .highestDailyDose: dose.highestDailyMilligrams
        case .firstDailyDose: dose.first.dailyMilligrams
        case .largestSingleDose: dose.largestSingleMilligrams
        case .smallestSingleDose: dose.smallestSingleMilligrams
        }
    }
}

extension DoseQuestion {
    /// What of the patient mattered, in words.
    var factors: [String] {
        [age.map { "age \($0)" }, kidney.factor, "therapy: \(context.rawValue)"].compactMap(\.self)
    }
}

extension OrderFact {
    /// How it enters the body; the instructions' route counts where the order names none, then the form.
    var way: DoseRule.Way {
        let routes = [route] + dosageInstructions.map(\.route)
        switch routes.compactMap(\.self).first {
        case .oral, .enteralTube, .sublingual: return .enteral
        case .intrathecal: return .intrathecal
        case .intravenous, .intramuscular, .subcutaneous, .epidural: return .parenteral
        case .rectal, .transdermal, .inhaled, .topical, .ophthalmic, .otic, .nasal, .vaginal: return .other
        // Without a route that says otherwise a dose is judged as swallowed: the stricter reading of a tablet.
        case .other, nil: return medication.form == .intrathecalInjection ? .intrathecal : .enteral
        }
    }
}
