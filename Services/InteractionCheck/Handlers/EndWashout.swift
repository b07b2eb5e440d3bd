import EventContracts

/// A medicine that ended is washed out: it stops to count.
struct EndWashout: ProfileHandler {
    static let name = "end-washout"
    let topic = Topic<DeadlineDue>.deadlines
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard event.data.kind == DeadlineKind.washoutEnds.rawValue, profile != nil else { return Decision(.unchanged) }
        return rejudge(profile, on: event) { $0.washoutEndsAt = nil }
    }
}
