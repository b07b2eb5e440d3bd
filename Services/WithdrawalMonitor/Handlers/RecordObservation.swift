import EventContracts
import MedicationDomain

/// Keeps the kidney values that the risk depends on.
struct RecordObservation: Monitoring {
    static let name = "record-observation"
    let policy: MonitoringPolicy
    let topic = Topic<ObservationEvent>(.prescribingEvents)

    func decide(_ event: Event<ObservationEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        switch event.data.kind {
        case .estimatedGFR, .estimatedGFRCystatinC: judge(event, facts) { $0.apply(event.data) }
        default: Decision(nil)
        }
    }
}
