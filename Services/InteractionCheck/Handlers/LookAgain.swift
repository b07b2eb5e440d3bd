import EventContracts

/// Time alone changed the verdict: a planned end, a birthday, a laboratory value too old.
struct LookAgain: ProfileHandler {
    static let name = "look-again"
    let topic = Topic<DeadlineDue>.deadlines
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard event.data.kind == DeadlineKind.looksAgain.rawValue, profile != nil else { return Decision(.unchanged) }
        return rejudge(profile, on: event) { $0.looksAgainAt = nil }
    }
}
