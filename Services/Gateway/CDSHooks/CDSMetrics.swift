import EventContracts
import FHIRModels
import Metrics

/// What is counted of the hooks; nothing of a patient.
enum CDSMetrics {
    static func called(_ service: CDSService, answer: String, after duration: Duration) {
        Counter(
            label: "titrate_cds_calls_total", dimensions: [("cds_service", service.id), ("answer", answer)]
        ).increment()
        let nanoseconds = duration / .nanoseconds(1)
        Timer(label: "titrate_cds_call_seconds", dimensions: [("cds_service", service.id)])
            .recordNanoseconds(Int64(max(0, min(nanoseconds, 1e15))))
    }

    static func shown(_ cards: [Card], by service: CDSService) {
        for indicator in Card.Indicator.allCases {
            let count = cards.filter { $0.indicator == indicator }.count
            guard count > 0 else { continue }
            Counter(
                label: "titrate_cds_cards_total",
                dimensions: [("cds_service", service.id), ("indicator", indicator.rawValue)]
            ).increment(by: count)
        }
    }

    static func silent(_ service: ServiceName) {
        Counter(label: "titrate_cds_silent_total", dimensions: [("asked", service.rawValue)]).increment()
    }

    static func told(_ feedback: CardFeedback) {
        Counter(
            label: "titrate_cds_feedback_total",
            dimensions: [
                ("cds_service", feedback.service), ("outcome", feedback.outcome.rawValue),
                ("reason", AlertResponse.Reason.label(feedback.reason)),
                ("answers", feedback.answersAlert ? "alert" : "draft"),
            ]
        ).increment()
    }
}
