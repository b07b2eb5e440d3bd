import EventContracts
import MedicationDomain

/// Judges the patient again by new rules and says what became different.
struct RejudgeOnKnowledge: Monitoring {
    static let name = "rejudge-on-knowledge"
    let policy: MonitoringPolicy
    let topic = Topic<KnowledgeReplaced>.knowledge

    func decide(_ event: Event<KnowledgeReplaced>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        guard let facts else { return Decision(nil) }
        return policy.decide(facts, asOf: event.now, forcedReason: "rule-changed")
    }
}
