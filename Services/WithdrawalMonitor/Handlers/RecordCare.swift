import EventContracts
import MedicationDomain

/// Operations, scans, pump visits, nothing by mouth: what else is done and matters here.
struct RecordCare: Monitoring {
    static let name = "record-care"
    let policy: MonitoringPolicy
    let topic = Topic<CareEvent>(.prescribingEvents)

    func decide(_ event: Event<CareEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        var record = facts ?? SupplyRecord(patient: event.patient)
        let before = record.care
        record.care.apply(event.data, happenedAt: event.time, seenAt: event.now, codes: policy.rules.care.codes)
        guard record.care != before else { return Decision(nil) }
        return policy.decide(record, asOf: event.now)
    }
}
