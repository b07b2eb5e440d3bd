import EventContracts
import MedicationDomain
import Metrics

/// Per rule: alerts, answers by reason, the time to an answer; and the orders to compare them with.
///
/// Counted when it is committed, and not again when a lost store is rebuilt. A rule whose alerts are overridden more
/// often than not shows as `overridden` among its answers above one half.
struct AlertMetrics: Sendable {
    /// The time to an answer is minutes and hours: the registry gives it bounds of that size by this name.
    static let answerTime = "titrate_alert_answer_seconds"
    let service: String

    func count(_ tally: EngineTally) {
        for (type, count) in tally.types {
            Counter(
                label: "titrate_events_applied_total", dimensions: [("service", service), ("type", type.rawValue)]
            ).increment(by: count)
        }
        for alert in tally.alerts { self.count(alert) }
    }

    private func count(_ alert: AlertMeasure) {
        let rule = [("service", service), ("rule", alert.rule)]
        switch alert.happening {
        case .raised: happened("raised", alert)
        case .updated: happened("updated", alert)
        case .resolved: happened("resolved", alert)
        case .escalated: happened("escalated", alert)
        case .answered(let action, let reason, let span):
            Counter(
                label: "titrate_alert_answers_total",
                dimensions: rule + [("action", action.rawValue), ("reason", reason)]
            ).increment()
            Timer(label: AlertMetrics.answerTime, dimensions: rule).recordMilliseconds(span.milliseconds)
        }
    }

    private func happened(_ change: String, _ alert: AlertMeasure) {
        Counter(
            label: "titrate_alerts_total",
            dimensions: [
                ("service", service), ("rule", alert.rule), ("change", change),
                ("interruptive", alert.isInterruptive ? "yes" : "no"),
            ]
        ).increment()
    }
}
