import EventContracts
import MedicationDomain

/// What became of one alert, as far as it is counted: rule ids, codes and a length of time, nothing of a patient.
struct AlertMeasure: Hashable, Sendable {
    enum Happening: Hashable, Sendable {
        case raised, updated, resolved, escalated
        /// A person closed it, for that coded reason, so long after the newest fact behind it.
        case answered(AlertResponse.Action, reason: String, after: Span)
    }

    var rule: String
    var isInterruptive: Bool
    var happening: Happening

    /// Nil when the payload is no alert.
    init?(_ payload: any EntityPayload, because cause: EventType) {
        guard let event = payload as? AlertEvent else { return nil }
        rule = event.alert.rule.id.rawValue
        isInterruptive = event.alert.interruptive
        if AlertMeasure.closing.contains(cause), event.change == .updated, let answer = event.alert.answer {
            let asked = event.alert.updatedAt ?? event.alert.raisedAt
            happening = .answered(
                answer.action, reason: AlertResponse.Reason.label(answer.reason),
                after: max(.zero, answer.at.since(asked)))
            return
        }
        happening =
            switch event.change {
            case .raised: .raised
            case .updated: .updated
            case .resolved: .resolved
            case .escalated: .escalated
            }
    }

    /// Answers that close an alert; to assign or reopen one is none.
    private static let closing: Set<EventType> = [
        "org.titrate.alert.acknowledged.v1", "org.titrate.alert.overridden.v1",
    ]
}
