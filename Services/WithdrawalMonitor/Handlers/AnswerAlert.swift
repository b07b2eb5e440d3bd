import EventContracts
import MedicationDomain

/// Takes the answer of a pharmacist; alerts of other services are theirs to answer.
struct AnswerAlert: Monitoring {
    static let name = "answer-alert"
    let policy: MonitoringPolicy
    let topic = Topic<AlertResponse>.alertResponses

    func decide(_ event: Event<AlertResponse>, given facts: SupplyRecord?) -> Decision<SupplyRecord?> {
        guard event.data.alertId.rawValue.hasPrefix("\(ServiceName.withdrawalMonitor.rawValue):"),
            var record = facts, let answered = record.alerts.answer(event.data.heard(at: event.now))
        else { return Decision(nil) }
        var decision = policy.decide(record, asOf: event.now)
        decision.announcements.insert(Announcement(answered, on: .alerts(of: .withdrawalMonitor)), at: 0)
        return decision
    }
}
