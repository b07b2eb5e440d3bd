import EventContracts
import MedicationDomain

extension DoseRule {
    /// What the rule has to say of the order; nil when it does not speak.
    func remark(on question: DoseQuestion) -> DoseVerdict.Remark? {
        when.apply(to: question) ? remark(onOneOfItsOwn: question) : nil
    }

    /// The same for an order of one of its ways, in one of its contexts.
    func remark(wherePlaced question: DoseQuestion) -> DoseVerdict.Remark? {
        when.applyWhereTheyStand(to: question) ? remark(onOneOfItsOwn: question) : nil
    }

    private func remark(onOneOfItsOwn question: DoseQuestion) -> DoseVerdict.Remark? {
        if limits.isEmpty { return remark(on: question, passedBy: nil) }
        let passing = question.steps.filter { step in limits.allSatisfy { $0.isPassed(by: step, in: question) } }
        guard !passing.isEmpty else { return nil }
        return remark(on: question, passedBy: worst(of: passing, in: question))
    }

    /// The step that is furthest beyond the rule's first limit.
    private func worst(of steps: [DoseStep], in question: DoseQuestion) -> DoseStep? {
        guard let limit = limits.first else { return nil }
        func distance(_ step: DoseStep) -> Double {
            let value = limit.measure.value(of: step, in: question) ?? 0
            return limit.comparison == .below ? -value : value
        }
        return steps.max { distance($0) < distance($1) }
    }

    private func remark(on question: DoseQuestion, passedBy step: DoseStep?) -> DoseVerdict.Remark {
        let applied = holdsFor.contains(question.isBegun ? .continuing : question.context) ? disposition : .alert
        let day = question.asOf.day
        var reference = reference
        var sentences = [detail]
        for limit in limits {
            guard let step, let value = limit.number.value(on: day) else { continue }
            reference.citations += value.citations.filter { !reference.citations.contains($0) }
            reference.evidence = value.evidence
            if let sentence = limit.sentence(for: step, in: question) { sentences.append(sentence) }
        }
        if when.unread != nil, case .notUnderstood(let doubt) = question.reading {
            sentences.append("Not understood: \(doubt.text).")
        }
        if let due = limits.map(\.number.reviewBy).min(), day > due {
            sentences.append("This rule's review was due by \(due).")
        }
        let isUnderWay = disposition != .alert && applied == .alert
        return DoseVerdict.Remark(
            finding: Finding(
                rule: reference, kind: kind, severity: severity, summary: summary,
                detail: sentences.joined(separator: " "),
                management: isUnderWay ? managementUnderWay : management, factors: question.factors(for: when),
                interruptive: isInterruptive),
            disposition: applied, isInterruptive: isInterruptive)
    }
}

extension DoseQuestion {
    /// What of the patient mattered to a rule, in words.
    func factors(for when: RuleCircumstances) -> [String] {
        var factors = [patient.age.map { "age \($0)" }, patient.kidney.factor, "therapy: \(context.rawValue)"]
        if when.weight != nil || when.age != nil, let weight = patient.weight {
            factors.append("weight \(DoseText.number(weight.kilograms)) kg on \(weight.observedAt.day)")
        }
        if let previous = history.previousDaily {
            let isPump = order.way == .intrathecal
            let amount = DoseText.number(isPump ? previous * 1000 : previous)
            factors.append("before: \(amount) \(isPump ? "µg" : "mg")/day")
        }
        if !when.origins.isEmpty { factors.append("origin: \(patient.origin(indicated: indications).rawValue)") }
        if let phase = pump.phase { factors.append("pump: \(phase.rawValue)") }
        let named = when.conditions.intersection(patient.conditions).map(\.rawValue).sorted()
        factors += named.map { "diagnosis: \($0)" }
        factors += when.indications.intersection(indications).map { "reason: \($0.rawValue)" }.sorted()
        return factors.compactMap(\.self)
    }
}
