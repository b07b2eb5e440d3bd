import EventContracts

/// Takes in a stay in hospital or its end: laboratory values of inpatients grow old within days.
struct RecordStay: ProfileHandler {
    static let name = "record-stay"
    let topic = Topic<StayEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<StayEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data) }
    }
}
