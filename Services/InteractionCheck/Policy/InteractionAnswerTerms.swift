import EventContracts
import MedicationDomain

/// What an answer to an interaction alert stands on, and what has changed since.
struct InteractionAnswerTerms: AnswerTerms {
    let knowledge: InteractionKnowledge
    /// What was answered, by alert: a dose that falls and comes back is no rise beyond the answer.
    let answered: [String: AnsweredFinding]

    init(_ profile: MedicationProfile, _ knowledge: InteractionKnowledge) {
        (self.knowledge, answered) = (knowledge, profile.answered ?? [:])
    }

    func reopens(_ reason: AlertResponse.Reason?) -> Set<String> {
        Set(knowledge.answering.reopens(reason?.code).map(\.rawValue))
    }

    func changes(from standing: Alert, to draft: Alert) -> [AlertChange] {
        medicineChanges(from: standing, to: draft) + patientChanges(from: standing, to: draft)
            + circumstances(from: standing, to: draft)
    }

    private func medicineChanges(from standing: Alert, to draft: Alert) -> [AlertChange] {
        let known = answered[draft.alertId.rawValue]?.doses ?? standing.dosesByKey
        let orders = Set(standing.medications.compactMap(\.orderId))
        return draft.medicinesByKey.sorted { $0.key < $1.key }.flatMap { key, medicines -> [AlertChange] in
            guard let text = medicines.first?.text else { return [] }
            let name = medicines.first.flatMap { knowledge.name(of: $0) } ?? text
            guard let old = known[key] else { return [change(.medicineAdded, "\(name) takes part now")] }
            var changes: [AlertChange] = []
            if medicines.contains(where: { $0.orderId.map { !orders.contains($0) } ?? false }) {
                changes.append(change(.orderReplaced, "\(name) was ordered anew"))
            }
            let new = medicines.dailyDose
            if let old, let new, new > old {
                changes.append(change(.doseRaised, "\(name) rose from \(plain(old)) to \(plain(new)) mg/day"))
            } else if old != nil, new == nil {
                // Unknown is not the same as unchanged.
                changes.append(change(.doseRaised, "the dose of \(name) is not known any more"))
            }
            return changes
        }
    }

    private func patientChanges(from standing: Alert, to draft: Alert) -> [AlertChange] {
        let known = Set(standing.escalators ?? [])
        let added = (draft.escalators ?? []).filter { !known.contains($0) }
        let effects = draft.factors.filter { AdverseEffects.isWord($0) && !standing.factors.contains($0) }
        return added.map { change(.factorAdded, "\($0) weighs on it now") }
            + effects.map { change(.adverseEffect, $0) }
    }

    private func circumstances(from standing: Alert, to draft: Alert) -> [AlertChange] {
        var changes: [AlertChange] = []
        if let encounter = draft.encounterId, encounter != standing.encounterId {
            changes.append(change(.encounterChanged, "another stay or visit"))
        }
        if let prescriber = draft.prescriberId, prescriber != standing.prescriberId {
            changes.append(change(.prescriberChanged, "another prescriber"))
        }
        if draft.rule.version != standing.rule.version {
            changes.append(change(.ruleChanged, "the rule is of \(draft.rule.version) now"))
        }
        return changes
    }

    private func change(_ aspect: AnswerAspect, _ words: String) -> AlertChange {
        AlertChange(aspect.rawValue, words)
    }
}

extension Alert {
    /// The medicines by ingredient, else by the text they came with.
    var medicinesByKey: [String: [AlertMedication]] {
        Dictionary(grouping: medications) { $0.ingredientRxNormCode ?? $0.text.lowercased() }
    }

    /// Milligrams a day by ingredient; an unknown dose stands as nil.
    var dosesByKey: [String: Double?] { medicinesByKey.mapValues(\.dailyDose) }
}

extension [AlertMedication] {
    /// Milligrams a day of all together; nil when one of them is unknown.
    var dailyDose: Double? {
        reduce(0) { sum, medicine in sum.flatMap { sum in medicine.dailyDoseMilligrams.map { sum + $0 } } }
    }
}

extension InteractionKnowledge {
    /// As people call it; nil when the rules do not know it.
    func name(of medicine: AlertMedication) -> String? {
        index[Ingredient(name: medicine.text, rxNormCode: medicine.ingredientRxNormCode)]?.name
    }
}
