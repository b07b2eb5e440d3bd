import EventContracts
import MedicationDomain

/// Keeps kidney values, signs of withdrawal or of too much, volumes of a pump, pregnancy, and what was counted at home.
struct RecordObservation: Monitoring {
    static let name = "record-observation"
    let policy: MonitoringPolicy
    let topic = Topic<ObservationEvent>(.prescribingEvents)

    func decide(_ event: Event<ObservationEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        if ReportedStock.isOne(event.data) { return judge(event, facts) { $0.noteStock(event.data) } }
        switch event.data.kind {
        case .estimatedGFR, .estimatedGFRCystatinC: return judge(event, facts) { $0.apply(event.data) }
        default:
            var record = facts ?? SupplyRecord(patient: event.patient)
            guard record.care.apply(event.data, seenAt: event.now, rules: policy.rules.care) else {
                return Decision(nil)
            }
            return policy.decide(record, asOf: event.now)
        }
    }
}
