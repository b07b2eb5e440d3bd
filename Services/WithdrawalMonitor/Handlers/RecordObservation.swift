import EventContracts
import MedicationDomain

/// Keeps the kidney values that the risk depends on, and what was counted at home.
struct RecordObservation: Monitoring {
    static let name = "record-observation"
    let policy: MonitoringPolicy
    let topic = Topic<ObservationEvent>(.prescribingEvents)

    func decide(_ event: Event<ObservationEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        if ReportedStock.isOne(event.data) { return judge(event, facts) { $0.noteStock(event.data) } }
        switch event.data.kind {
        case .estimatedGFR, .estimatedGFRCystatinC: return judge(event, facts) { $0.apply(event.data) }
        default: return Decision(nil)
        }
    }
}
