import EventContracts
import MedicationDomain

/// Doses given or left out in hospital, and fills of a pump.
struct RecordAdministration: Monitoring {
    static let name = "record-administration"
    let policy: MonitoringPolicy
    let topic = Topic<AdministrationEvent>(.prescribingEvents)

    func decide(_ event: Event<AdministrationEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        // A patient of whom nothing else is known has nothing to do with baclofen.
        guard event.data.medication.isBaclofen || facts != nil else { return Decision(nil) }
        return judge(event, facts) { record in
            record.care.apply(
                event.data, happenedAt: event.time, seenAt: event.now, rules: policy.rules.care.pump)
        }
    }
}
