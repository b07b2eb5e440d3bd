import EventContracts
import MedicationDomain

/// One patient's time with the service, written in YAML: what is told when, and every alarm that must come of it.
struct WatchTimeline: Sendable {
    var name: String
    /// `file:line`, for failures.
    var place: String
    /// In the order they are written; an entity's revisions count in this order.
    var events: [TimelineEvent]
    var expected: [ExpectedAlarm]
    var checks: [TimelineCheck]
    var until: Instant
    /// Why another order of arrival is another story; nil: the end is the same in any order.
    var onlyInOrder: String?

    var hasAnswers: Bool { events.contains { $0.answers != nil } }
}

/// A fact, when it happened, and when the log has it.
struct TimelineEvent: Sendable {
    var happened: Instant
    var arrives: Instant
    var topic: TopicName
    var payload: any EntityPayload
    /// Set for an answer to the open alert of a kind: who answers has to see it first.
    var answers: AlertKind?
}

/// An alarm that is raised, changes or is closed; nothing else may be said.
struct ExpectedAlarm: Sendable {
    enum Change: String, CaseIterable, Sendable { case raise, update, close }

    var place: String
    var at: Instant
    var change: Change
    var kind: AlertKind
    var severity: Severity?
    var isInterruptive: Bool
    var status: Alert.Status
    /// Part of the reason of a close.
    var because: String?
    /// Part of what the alert says: summary, detail, management or factors.
    var says: [String]
    var order: OrderID?

    func isMet(by seen: SeenAlarm) -> Bool {
        guard seen.at == at, seen.change == change, seen.alert.kind == kind else { return false }
        if let order, !seen.alert.medications.contains(where: { $0.orderId == order }) { return false }
        guard says.allSatisfy(seen.text.contains) else { return false }
        if change == .close { return because.map { seen.reason.contains($0) } ?? true }
        return seen.alert.severity == severity && seen.alert.interruptive == isInterruptive
            && seen.alert.status == status
    }
}

/// What stands at a moment, beside the alarms.
struct TimelineCheck: Sendable {
    enum Supply: String, CaseIterable, Sendable { case known, unknown, none }
    enum Episode: String, CaseIterable, Sendable { case open, none }

    var place: String
    var at: Instant
    var supply: Supply?
    /// The first day without supply; `never` is the end of time.
    var runsOut: Instant?
    var onHandMilligrams: Double?
    var dailyDoseMilligrams: Double?
    var because: [String]
    var risk: RiskAssessment.Level?
    var episode: Episode?
}

/// An alarm as the service said it.
struct SeenAlarm: Sendable, CustomStringConvertible {
    var at: Instant
    var change: ExpectedAlarm.Change
    var alert: Alert

    var reason: String { alert.resolution?.reason ?? "" }
    var text: String {
        ([alert.summary, alert.detail] + alert.management + alert.factors).joined(separator: "\n")
    }
    var description: String {
        change == .close
            ? "\(at) close \(alert.kind.rawValue) because: \(reason)"
            : "\(at) \(change) \(alert.kind.rawValue) \(alert.severity.rawValue)"
                + "\(alert.interruptive ? " interruptive" : "") \(alert.status.rawValue): \(alert.summary)"
    }
}
