import EventContracts
import ServiceRuntime

/// Opens an alert again whose answer had only put it off.
struct EndAnswer: ProfileHandler, DeadlineHandler {
    static let name = "end-answer"
    static let kind = DeadlineKind.answerEnds.rawValue
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        AnswerPolicy.reopen(event.data, profile, knowledge, asOf: event.now)
    }
}
