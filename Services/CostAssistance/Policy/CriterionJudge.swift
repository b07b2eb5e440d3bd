import Foundation
import MedicationDomain

/// Judges criteria against one patient's circumstances.
struct CriterionJudge {
    let rules: AssistanceRules
    let facts: Circumstances
    let desk: IncomeDesk

    init(rules: AssistanceRules, facts: Circumstances) {
        (self.rules, self.facts, desk) = (rules, facts, IncomeDesk(rules, facts))
    }

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
        case .medicarePart(let part): medicarePart(part)
        case .answer(let question, let accepted): answer(question, accepted)
        case .number(let question, let test): number(question, test)
        case .asOf(let from, let to): asOf(from, to)
        case .notKnown(let settledBy, let because): .unknown(missing: [inState(settledBy)], inState(because))
        }
    }

    private func insurance(_ accepted: [Insurance]) -> Judgement {
        guard let insurance = facts.insurance else {
            return .unknown(missing: ["insurance"], "Insurance is not known.")
        }
        let words = accepted.map(\.rawValue).joined(separator: ", ")
        return .decided(accepted.contains(insurance), "Insurance is \(insurance.rawValue); asked: \(words).")
    }

    private func medicare(_ wanted: Bool) -> Judgement {
        guard let has = facts.hasMedicare else {
            return .unknown(
                missing: [facts.insurance == nil ? "insurance" : "medicare"], "Whether there is Medicare is not known.")
        }
        return .decided(has == wanted, has ? "The patient has Medicare." : "The patient has no Medicare.")
    }

    private func medicarePart(_ part: MedicarePart) -> Judgement {
        let name = part.rawValue.uppercased()
        let has = facts.hasMedicare == false ? false : facts.medicareParts[part]
        guard let has else {
            return .unknown(missing: ["medicare.part\(name)"], "Whether there is Medicare Part \(name) is not known.")
        }
        return .decided(
            has, has ? "The patient has Medicare Part \(name)." : "The patient has no Medicare Part \(name).")
    }

    private func answer(_ id: String, _ accepted: [String]) -> Judgement {
        let ask = rules.questions.asked[id]?.ask ?? id
        guard let answer = facts.answers[id] else {
            return .unknown(missing: [Questions.name(id)], "\(ask) Not known.")
        }
        return .decided(accepted.contains(answer), "\(ask) \(answer.prefix(1).uppercased() + answer.dropFirst()).")
    }

    /// The patient's state in place of `{state}`.
    private func inState(_ text: String) -> String {
        // Most texts name no state, and searching all of them took a tenth of an answer.
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        return text.replacing(LimitName.state, with: facts.state?.name ?? "the state")
    }

    private func number(_ id: String, _ test: NumberTest) -> Judgement {
        let ask = rules.questions.asked[id]?.ask ?? id
        return perLimit(test.limit) { reading in
            guard let answer = facts.answers[id], let number = Decimal(amount: answer) else {
                return .unknown(
                    missing: [Questions.name(id)], "\(ask) Not known (asked: \(reading.text)).", readings: [reading])
            }
            let holds = test.comparison == .atLeast ? number >= reading.value : number <= reading.value
            return .decided(
                holds, "\(ask) \(answer) (\(test.comparison.words) \(reading.text)).", readings: [reading])
        }
    }

    private func asOf(_ from: CalendarDay?, _ to: CalendarDay?) -> Judgement {
        let span = [from.map { "from \($0)" }, to.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
        let isWithin = from.map { $0 <= facts.asOf } ?? true && to.map { facts.asOf <= $0 } ?? true
        return .decided(isWithin, "The law of \(span) \(isWithin ? "holds" : "does not hold") on \(facts.asOf).")
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
        // A year's figure does not say of what it is made.
        guard let items = facts.income?.items else {
            return .unknown(missing: ["incomeItems"], "Whether there is \(words) is not known.")
        }
        let has = items.contains { kinds.contains($0.kind) }
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
