import EventContracts
import MedicationDomain
import ServiceRuntime

/// Comes back to a patient when a deadline of one kind is due.
protocol MonitoringDeadline: Monitoring, DeadlineHandler {}

extension MonitoringDeadline {
    func decide(_ event: Event<DeadlineDue>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        guard let facts else { return Decision(nil) }
        return policy.decide(facts, asOf: event.data.due)
    }
}
