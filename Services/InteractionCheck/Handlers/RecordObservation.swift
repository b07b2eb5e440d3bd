import EventContracts

/// Takes in what is measured, as far as a rule asks for it: kidney function, alcohol, falls.
struct RecordObservation: ProfileHandler {
    static let name = "record-observation"
    let topic = Topic<ObservationEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<ObservationEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data) }
    }
}
