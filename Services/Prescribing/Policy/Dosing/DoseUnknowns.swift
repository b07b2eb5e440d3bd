import EventContracts
import MedicationDomain

extension DoseQuestion {
    /// What could not be looked at for want of a fact.
    var unknowns: [CheckStatement.Omission] {
        var omissions: [CheckStatement.Omission] = []
        func omit(_ check: String, _ reason: String) {
            omissions.append(CheckStatement.Omission(check: check, reason: reason))
        }
        if case .unknown(let reason) = patient.kidney { omit("renal-dose", reason) }
        switch patient.age {
        case nil: omit("age", "the birth date is not known")
        case .some(..<12) where patient.weight == nil: omit("weight", "the weight is not known")
        default: break
        }
        if order.route == .other { omit("route", "the route is not understood") }
        if reading.dose == nil {
            omit("titration", "the dose is not understood")
        } else if context != .new, history.previousDaily == nil {
            omit("titration", "the dose before this order is not known")
        } else if steps.contains(where: { $0.rise != nil && $0.riseIntervalDays == nil }) {
            omit("titration", "when the dose rose before is not known")
        }
        if patient.conditions.isEmpty { omit("condition", "no diagnosis that a rule asks for is known") }
        if patient.allergens.isEmpty { omit("allergy", "no allergies are known") }
        return omissions
    }
}
