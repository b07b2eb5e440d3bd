import EventContracts

/// Takes a person's answer to one of our alerts; answers to other services' alerts pass by.
struct AnswerAlert: ProfileHandler {
    static let name = "answer-alert"
    let topic = Topic<AlertResponse>.alertResponses
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<AlertResponse>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        AnswerPolicy.answer(event.data.heard(at: event.now), profile, knowledge, asOf: event.now)
    }
}
