import EventContracts

/// Takes in that a source of the facts cannot be relied upon, or can again.
struct RecordSource: ProfileHandler {
    static let name = "record-source"
    let topic = Topic<SourceReport>(.sources(of: .interactionCheck))
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<SourceReport>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { profile in
            profile.failedSource = event.data.condition == .reliable ? nil : event.data
        }
    }
}
