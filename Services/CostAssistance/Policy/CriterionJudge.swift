import Foundation
import MedicationDomain

/// Judges criteria against one patient's circumstances.
struct CriterionJudge: Sendable {
    let rules: AssistanceRules
    let facts: Circumstances

    func judge(_ criterion: Criterion) -> Judgement {
        switch criterion {
        case .all(let parts): .all(parts.map(judge))
        case .any(let parts): .any(parts.map(judge))
        case .income(let test): income(test)
        case .resources(let limit): resources(limit)
        case .insurance(let accepted): insurance(accepted)
        case .medicare(let wanted): medicare(wanted)
        case .age(let low, let high): age(low, high)
        case .state(let codes): state(codes)
        case .circumstance(let circumstance, let wanted): circumstanceIs(circumstance, wanted)
        case .receives(let kinds): receives(kinds)
        case .medicine(let brand, let forms): medicine(brand: brand, forms)
        }
    }

    private func insurance(_ accepted: [Insurance]) -> Judgement {
        guard let insurance = facts.insurance else {
            return .unknown(missing: ["insurance"], "Insurance is not known.")
        }
        let words = accepted.map(\.rawValue).joined(separator: ", ")
        return .decided(accepted.contains(insurance), "Insurance is \(insurance.rawValue); it is for: \(words).")
    }

    private func medicare(_ wanted: Bool) -> Judgement {
        guard let has = facts.hasMedicare else {
            return .unknown(
                missing: [facts.insurance == nil ? "insurance" : "medicare"], "Whether there is Medicare is not known.")
        }
        return .decided(has == wanted, has ? "The patient has Medicare." : "The patient has no Medicare.")
    }

    private func age(_ low: Int?, _ high: Int?) -> Judgement {
        let range =
            switch (low, high) {
            case (let low?, let high?): "\(low) to \(high)"
            case (let low?, nil): "\(low) or older"
            case (nil, let high?): "\(high) or younger"
            case (nil, nil): "any age"
            }
        guard let age = facts.age else { return .unknown(missing: ["age"], "Age is not known (asked: \(range)).") }
        return .decided(age >= low ?? 0 && age <= high ?? .max, "Age is \(age) (asked: \(range)).")
    }

    private func state(_ codes: [String]) -> Judgement {
        guard let state = facts.state else { return .unknown(missing: ["state"], "State is not known.") }
        return .decided(codes.contains(state.code), "The patient lives in \(state.name).")
    }

    private func circumstanceIs(_ circumstance: Circumstance, _ wanted: Bool) -> Judgement {
        let word = circumstance.rawValue
        guard let answer = facts.flags[circumstance] else {
            return .unknown(missing: [word], "\(word.capitalized): not known.")
        }
        return .decided(answer == wanted, "\(word.capitalized): \(answer ? "yes" : "no").")
    }

    private func receives(_ kinds: [String]) -> Judgement {
        let words = kinds.joined(separator: ", ").uppercased()
        guard let income = facts.income else {
            return .unknown(missing: ["incomeItems"], "Whether there is \(words) is not known.")
        }
        let has = income.items?.contains { kinds.contains($0.kind) } ?? false
        return .decided(has, has ? "\(words) is received." : "No \(words) is named among the income.")
    }

    private func medicine(brand: Bool?, _ forms: [MedicineForm]) -> Judgement {
        guard let medicine = facts.medicine else {
            return .unknown(missing: ["medication"], "The medicine is not known.")
        }
        var parts: [Judgement] = []
        if let brand {
            parts.append(
                medicine.isBrand.map {
                    .decided($0 == brand, $0 ? "The medicine is a brand." : "The medicine is a generic already.")
                } ?? .unknown(missing: ["medication"], "Whether the medicine is a brand is not known."))
        }
        if !forms.isEmpty {
            parts.append(
                medicine.form.map { .decided(forms.contains($0), "The medicine comes as: \($0.rawValue).") }
                    ?? .unknown(missing: ["medication"], "The form of the medicine is not known."))
        }
        return .all(parts)
    }
}
