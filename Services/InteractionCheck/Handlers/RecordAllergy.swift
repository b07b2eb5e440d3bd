import EventContracts

/// Takes in an allergy or its end.
struct RecordAllergy: ProfileHandler {
    static let name = "record-allergy"
    let topic = Topic<AllergyEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<AllergyEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data) }
    }
}
