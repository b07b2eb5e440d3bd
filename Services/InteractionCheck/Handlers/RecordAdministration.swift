import EventContracts

/// Takes in a dose given without an order, in theatre above all: it counts until it is washed out.
struct RecordAdministration: ProfileHandler {
    static let name = "record-administration"
    let topic = Topic<AdministrationEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<AdministrationEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data, at: event.now) }
    }
}
