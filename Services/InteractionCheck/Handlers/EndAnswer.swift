import EventContracts

/// Opens an alert again whose answer had only put it off.
struct EndAnswer: ProfileHandler {
    static let name = "end-answer"
    let topic = Topic<DeadlineDue>.deadlines
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard event.data.kind == DeadlineKind.answerEnds.rawValue else { return Decision(.unchanged) }
        return AnswerPolicy.reopen(event.data, profile, knowledge, asOf: event.now)
    }
}
