import EventContracts
import MedicationDomain

/// Keeps diagnoses: some make a sudden stop more dangerous, some tell of a lost tube or a pregnancy.
struct RecordCondition: Monitoring {
    static let name = "record-condition"
    let policy: MonitoringPolicy
    let topic = Topic<ConditionEvent>(.prescribingEvents)

    func decide(_ event: Event<ConditionEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        judge(event, facts) { record in
            record.apply(event.data)
            record.care.apply(
                event.data, happenedAt: event.time, seenAt: event.now, codes: policy.rules.care.codes)
        }
    }
}
