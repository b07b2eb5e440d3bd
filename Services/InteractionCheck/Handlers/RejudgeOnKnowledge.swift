import EventContracts

/// Judges the profile by new rules and announces what they change.
struct RejudgeOnKnowledge: ProfileHandler {
    static let name = "rejudge-on-knowledge"
    let topic = Topic<KnowledgeReplaced>.knowledge
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<KnowledgeReplaced>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        guard let profile else { return Decision(.unchanged) }
        return ProfileJudgement.judge(profile, before: profile, knowledge, asOf: event.now, because: .knowledge)
    }
}
