import EventContracts
import MedicationDomain

/// Keeps the birth date, and ends all alarms at a death.
struct RecordPatient: Monitoring {
    static let name = "record-patient"
    let policy: MonitoringPolicy
    let topic = Topic<PatientEvent>(.prescribingEvents)

    func decide(_ event: Event<PatientEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        judge(event, facts) { $0.apply(event.data) }
    }
}
