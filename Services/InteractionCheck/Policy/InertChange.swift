import MedicationDomain

extension MedicationProfile {
    /// The profile as a judgement would leave it, when nothing has changed but medicines that no rule speaks of: most
    /// medicines of most patients. Nil when it must be judged.
    ///
    /// What time alone brings about needs no judgement here: a deadline stands for each such moment.
    func unjudged(since before: MedicationProfile, _ knowledge: InteractionKnowledge, asOf now: Instant) -> Self? {
        var kept = self
        kept.dropWashedOut(knowledge, asOf: now)
        var sameOtherwise = kept
        sameOtherwise.medicines = before.medicines
        guard sameOtherwise == before else { return nil }
        for (key, medicine) in kept.medicines where before.medicines[key] != medicine {
            guard !kept.bears(medicine.value, under: key, on: knowledge) else { return nil }
            if let earlier = before.medicines[key], kept.bears(earlier.value, under: key, on: knowledge) { return nil }
        }
        for (key, medicine) in before.medicines where kept.medicines[key] == nil {
            guard !kept.bears(medicine.value, under: key, on: knowledge) else { return nil }
        }
        return kept
    }

    /// Whether a judgement looks at that medicine: a rule speaks of it, or whether another one is new is told by it, as
    /// the order that one names as the one before it, or as an earlier one with an ingredient of it.
    private func bears(_ medicine: ProfileMedicine, under key: String, on knowledge: InteractionKnowledge) -> Bool {
        guard medicine.isInert(knowledge) else { return true }
        return medicines.contains { otherKey, other in
            guard otherKey != key else { return false }
            let isNamed = other.value.priorOrderId.map { key == "order:\($0.rawValue)" } ?? false
            let isShared = other.value.ingredients.contains { one in
                medicine.ingredients.contains { $0.name == one.name }
            }
            return (isNamed || isShared) && !other.value.isInert(knowledge)
        }
    }
}
