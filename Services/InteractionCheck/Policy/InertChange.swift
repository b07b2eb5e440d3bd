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
            guard medicine.value.isInert(knowledge) else { return nil }
            if let earlier = before.medicines[key], !earlier.value.isInert(knowledge) { return nil }
        }
        for (key, medicine) in before.medicines where kept.medicines[key] == nil {
            guard medicine.value.isInert(knowledge) else { return nil }
        }
        return kept
    }
}
