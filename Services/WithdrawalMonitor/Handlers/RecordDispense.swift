import EventContracts
import MedicationDomain

/// Counts baclofen that was handed over, and takes back what never was.
struct RecordDispense: Monitoring {
    static let name = "record-dispense"
    let policy: MonitoringPolicy
    let topic = Topic<DispenseEvent>(.prescribingEvents)

    func decide(_ event: Event<DispenseEvent>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        let dispense = event.data
        let isKnown = facts?.dispenses.contains { $0.dispenseId == dispense.dispenseId } ?? false
        if !dispense.medication.isBaclofen, !isKnown {
            return decideOther(event, facts)
        }
        return judge(event, facts) { $0.apply(dispense) }
    }

    /// Another medicine is none of ours; one that nobody recognised is baclofen if its order says so.
    private func decideOther(_ event: Event<DispenseEvent>, _ facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        let dispense = event.data
        guard !dispense.medication.isRecognized, let order = dispense.orderId else { return Decision(nil) }
        guard let known = facts?.order(order) else {
            return .wait(for: "order:\(order.rawValue)", atMost: .days(30), recording: nil)
        }
        return judge(event, facts) { record in
            var named = dispense
            named.medication.ingredients = known.medication.ingredients
            named.medication.ingredientRxNormCode = known.medication.ingredientRxNormCode
            record.apply(named)
        }
    }
}
