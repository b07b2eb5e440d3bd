import EventContracts
import ServiceRuntime

/// Time alone changed the verdict: a planned end, a birthday, a laboratory value too old.
struct LookAgain: ProfileHandler, DeadlineHandler {
    static let name = "look-again"
    static let kind = DeadlineKind.looksAgain.rawValue
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard profile != nil else { return Decision(.unchanged) }
        return rejudge(profile, on: event) { $0.looksAgainAt = nil }
    }
}
