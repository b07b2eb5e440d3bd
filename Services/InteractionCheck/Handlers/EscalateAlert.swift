import EventContracts
import ServiceRuntime

/// Says an interruptive alert again that nobody answered in time.
struct EscalateAlert: ProfileHandler, DeadlineHandler {
    static let name = "escalate-alert"
    static let kind = DeadlineKind.escalate.rawValue
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        EscalationPolicy.escalate(event.data, profile, knowledge)
    }
}
