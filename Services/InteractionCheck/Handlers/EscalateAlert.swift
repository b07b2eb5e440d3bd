import EventContracts

/// Says an interruptive alert again that nobody answered in time.
struct EscalateAlert: ProfileHandler {
    static let name = "escalate-alert"
    let topic = Topic<DeadlineDue>.deadlines
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<DeadlineDue>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard event.data.kind == DeadlineKind.escalate.rawValue else { return Decision(.unchanged) }
        return EscalationPolicy.escalate(event.data, profile, knowledge)
    }
}
