import EventContracts

/// Takes in a diagnosis or its end.
struct RecordCondition: ProfileHandler {
    static let name = "record-condition"
    let topic = Topic<ConditionEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<ConditionEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data) }
    }
}
