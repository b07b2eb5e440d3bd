import EventContracts
import MedicationDomain

/// An insurer answered a pharmacy's claim, or took the answer back.
struct RecordClaim: Monitoring {
    static let name = "record-claim"
    let policy: MonitoringPolicy
    let topic = Topic<ClaimEvent>(.prescribingEvents)

    func decide(_ event: Event<ClaimEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        var record = facts ?? SupplyRecord(patient: event.patient)
        var claims = record.claims ?? []
        guard claims.take(event.data, seenAt: event.now, keeping: SupplyRecord.keptClaims) else { return Decision(nil) }
        record.claims = claims.isEmpty ? nil : claims
        return policy.decide(record, asOf: event.now)
    }
}
