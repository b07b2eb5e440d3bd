import EventContracts
import MedicationDomain

/// A stay in hospital pauses home supply; its end lets the clock run again.
struct RecordStay: Monitoring {
    static let name = "record-stay"
    let policy: MonitoringPolicy
    let topic = Topic<StayEvent>(.prescribingEvents)

    func decide(_ event: Event<StayEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        judge(event, facts) { $0.apply(event.data, happenedAt: event.time) }
    }
}
