import EventContracts
import MedicationDomain

/// Keeps diagnoses: some make a sudden stop more dangerous.
struct RecordCondition: Monitoring {
    static let name = "record-condition"
    let policy: MonitoringPolicy
    let topic = Topic<ConditionEvent>(.prescribingEvents)

    func decide(_ event: Event<ConditionEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        judge(event, facts) { $0.apply(event.data) }
    }
}
