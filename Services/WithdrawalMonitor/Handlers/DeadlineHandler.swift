import EventContracts
import MedicationDomain
import ServiceRuntime

/// Comes back to a patient when a deadline of one kind is due; what is said depends on the due time, not on when it ran.
protocol DeadlineHandler: Monitoring where Payload == DeadlineDue {
    static var kind: String { get }
}

extension DeadlineHandler {
    var topic: Topic<DeadlineDue> { .deadlines }

    func decide(_ event: Event<DeadlineDue>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        guard event.data.kind == Self.kind, let facts else { return Decision(nil) }
        return policy.decide(facts, asOf: event.data.due)
    }
}
