import EventContracts
import MedicationDomain

/// Follows every order: baclofen's own, and those whose stop adds to the risk.
struct RecordOrder: Monitoring {
    static let name = "record-order"
    let policy: MonitoringPolicy
    let topic = Topic<OrderEvent>(.prescribingEvents)

    func decide(_ event: Event<OrderEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        let settles = ["order:\(event.data.orderId.rawValue)"]
        return judge(event, facts, settles: settles) { record in
            record.apply(
                event.data, happenedAt: event.time, seenAt: event.now,
                sedativeATCPrefixes: policy.rules.risk.sedativeATCPrefixes)
        }
    }
}
