import EventContracts
import ServiceRuntime

/// A medicine that ended is washed out: it stops to count.
struct EndWashout: ProfileHandler, DeadlineHandler {
    static let name = "end-washout"
    static let kind = DeadlineKind.washoutEnds.rawValue
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard profile != nil else { return Decision(.unchanged) }
        return rejudge(profile, on: event) { $0.washoutEndsAt = nil }
    }
}
