import EventContracts

/// Takes in that a withdrawal is being treated, or no longer: meanwhile its treatment is one quiet finding.
struct RecordWithdrawalEpisode: ProfileHandler {
    static let name = "record-withdrawal-episode"
    let topic = Topic<WithdrawalEpisode>(.withdrawalEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<WithdrawalEpisode>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event, because: .episode(event.data.change)) { $0.take(event.data) }
    }
}
