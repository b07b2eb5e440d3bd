import EventContracts
import MedicationDomain

/// What of an order or its patient must be there at all before a rule can speak: most orders have little of it.
struct RuleNeeds: OptionSet, Hashable, Sendable {
    let rawValue: Int

    static let conditions = RuleNeeds(rawValue: 1 << 0)
    static let indications = RuleNeeds(rawValue: 1 << 1)
    static let pregnancy = RuleNeeds(rawValue: 1 << 2)
    static let breastfeeding = RuleNeeds(rawValue: 1 << 3)
    static let allergy = RuleNeeds(rawValue: 1 << 4)
    static let knownWeight = RuleNeeds(rawValue: 1 << 5)
    static let unknownWeight = RuleNeeds(rawValue: 1 << 6)
    static let unreadDose = RuleNeeds(rawValue: 1 << 7)
    static let readDose = RuleNeeds(rawValue: 1 << 8)
    static let form = RuleNeeds(rawValue: 1 << 9)
    static let pumpPhase = RuleNeeds(rawValue: 1 << 10)
    static let replacedDose = RuleNeeds(rawValue: 1 << 11)
    static let orderBeside = RuleNeeds(rawValue: 1 << 12)
    static let response = RuleNeeds(rawValue: 1 << 13)
}

extension RuleNeeds {
    /// What has to be there for the circumstances to be the case; they ask for more than that.
    init(of when: RuleCircumstances) {
        self = []
        if when.unread != nil { insert(.unreadDose) } else if when.asNeeded { insert(.readDose) }
        if !when.conditions.isEmpty { insert(.conditions) }
        if !when.indications.isEmpty { insert(.indications) }
        if when.isPregnant { insert(.pregnancy) }
        if when.isBreastfeeding { insert(.breastfeeding) }
        if when.isAllergic { insert(.allergy) }
        switch when.weight {
        case .band: insert(.knownWeight)
        case .unknown: insert(.unknownWeight)
        case nil: break
        }
        if !when.forms.isEmpty { insert(.form) }
        if !when.pumpPhases.isEmpty { insert(.pumpPhase) }
        if when.productChange != nil { insert(.replacedDose) }
        if when.beside != nil { insert(.orderBeside) }
        if when.response != nil { insert(.response) }
    }

    /// What is there.
    init(metBy question: DoseQuestion) {
        let patient = question.patient
        self = [
            question.reading.dose == nil ? .unreadDose : .readDose,
            patient.weight == nil ? .unknownWeight : .knownWeight,
        ]
        if !patient.conditions.isEmpty { insert(.conditions) }
        if !question.indications.isEmpty { insert(.indications) }
        if patient.isPregnant { insert(.pregnancy) }
        if patient.isBreastfeeding { insert(.breastfeeding) }
        if !patient.allergens.isEmpty { insert(.allergy) }
        if question.order.medication.form != nil { insert(.form) }
        if question.pump.phase != nil { insert(.pumpPhase) }
        if question.history.replaced != nil { insert(.replacedDose) }
        if !question.waysBeside.isEmpty { insert(.orderBeside) }
        if !question.response.findings.isEmpty { insert(.response) }
    }
}
