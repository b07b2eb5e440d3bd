import EventContracts
import MedicationDomain

extension DoseRule {
    /// What the rule has to say of the order; nil when it does not speak.
    func remark(on question: DoseQuestion) -> DoseVerdict.Remark? {
        guard when.apply(to: question) else { return nil }
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
                management: isUnderWay ? managementUnderWay : management, factors: question.factors(for: when)),
            disposition: applied, isInterruptive: isInterruptive)
    }
}

extension RuleCircumstances {
    func apply(to question: DoseQuestion) -> Bool {
        let patient = question.patient
        return contexts.contains(question.context) && ways.contains(question.order.way)
            && age.map { $0.contains(patient.age.map(Double.init)) } ?? true
            && kidney.map { $0.matches(patient.kidney) } ?? true
            && weight.map { $0.matches(patient.weight) } ?? true
            && isAbout(question.reading)
            && concerns(patient.conditions, question.indications)
            && (!isPregnant || patient.isPregnant) && (!isBreastfeeding || patient.isBreastfeeding)
            && (!isAllergic || patient.isAllergic(to: question.order.medication))
            && concerns(question)
    }

    private func isAbout(_ reading: DoseReading) -> Bool {
        switch (unread, reading) {
        case (.dose?, .notUnderstood): true
        case (.concentration?, .notUnderstood(let doubt)): doubt.reason == .noConcentration
        case (_?, .understood): false
        case (nil, .understood(let dose)): !asNeeded || dose.isAsNeeded
        case (nil, .notUnderstood): !asNeeded
        }
    }

    private func concerns(_ conditions: Set<ConditionGroup>, _ indications: Set<ConditionGroup>) -> Bool {
        (self.conditions.isEmpty || !self.conditions.isDisjoint(with: conditions))
            && (self.indications.isEmpty || !self.indications.isDisjoint(with: indications))
            && unlessIndicated.isDisjoint(with: indications)
    }

    private func concerns(_ question: DoseQuestion) -> Bool {
        (forms.isEmpty || question.order.medication.form.map(forms.contains) ?? false)
            && (pumpPhases.isEmpty || question.pump.phase.map(pumpPhases.contains) ?? false)
            && (origins.isEmpty || origins.contains(question.patient.origin(indicated: question.indications)))
            && productChange.map { $0.happened(in: question) } ?? true
            && beside.map(question.waysBeside.contains) ?? true
            && (!isOneUnitOnly || question.order.statesOneUnitOnly)
            && response.map(question.response.findings.contains) ?? true
    }
}

extension RuleCircumstances.Weight {
    func matches(_ weight: PatientPicture.Weight?) -> Bool {
        switch (self, weight) {
        case (.unknown, nil): true
        case (.band(let band), let known?): band.contains(known.kilograms)
        default: false
        }
    }
}

extension RuleCircumstances.ProductChange {
    func happened(in question: DoseQuestion) -> Bool {
        guard let before = question.history.replaced?.medication else { return false }
        let now = question.order.medication
        switch self {
        case .form:
            guard let one = before.form?.isSwallowedLiquid, let other = now.form?.isSwallowedLiquid else {
                return false
            }
            return one != other
        case .concentration:
            guard let one = before.strength?.milligramsPerMilliliter, let other = now.strength?.milligramsPerMilliliter
            else { return false }
            return abs(one - other) > 1e-9
        }
    }
}

extension DoseForm {
    /// Measured in millilitres by whoever takes it; nil for what is not swallowed.
    fileprivate var isSwallowedLiquid: Bool? {
        switch self {
        case .oralSolution, .oralSuspension: true
        case .tablet, .capsule, .extendedReleaseTablet, .granules: false
        default: nil
        }
    }
}

extension OrderFact {
    /// A liquid whose instructions name milligrams or millilitres and nowhere the other.
    var statesOneUnitOnly: Bool {
        guard medication.form == .oralSolution || medication.form == .oralSuspension else { return false }
        return dosageInstructions.contains { instruction in
            guard let unit = instruction.dose?.unit else { return false }
            let text = (instruction.text ?? "").lowercased()
            return switch unit {
            case .milliliter: !text.contains("mg")
            case .milligram, .microgram, .gram: !text.contains("ml")
            default: false
            }
        }
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
