import EventContracts
import MedicationDomain

// Whether what a rule asks for is the case.

extension RuleCircumstances {
    func apply(to question: DoseQuestion) -> Bool {
        contexts.contains(question.context) && ways.contains(question.order.way) && applyWhereTheyStand(to: question)
    }

    /// The same for an order of one of their ways, in one of their contexts.
    func applyWhereTheyStand(to question: DoseQuestion) -> Bool {
        let patient = question.patient
        return age.map { $0.contains(patient.age.map(Double.init)) } ?? true
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
