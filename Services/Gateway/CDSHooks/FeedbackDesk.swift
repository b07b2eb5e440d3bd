import EventContracts
import EventLog
import MedicationDomain

/// Takes feedback on cards, each once, however often it is sent.
actor FeedbackDesk {
    /// Repeats come soon after; what is older has long been taken by its id where it matters.
    private static let remembered = 10_000

    private let model: ReadModel
    private let publisher: LogPublisher
    private let now: @Sendable () -> Instant
    private var taken: Set<String> = []
    private var order: [String] = []

    init(model: ReadModel, publisher: LogPublisher, now: @escaping @Sendable () -> Instant) {
        (self.model, self.publisher, self.now) = (model, publisher, now)
    }

    /// The alerts that feedback was about which had not come before.
    ///
    /// Throws when the log does not confirm; sending all of it again is then harmless.
    @discardableResult
    func take(
        _ outcomes: [CardOutcome], of service: CDSService, from sender: AlertResponse.Actor, traceParent: String? = nil
    ) async throws -> [Alert] {
        var records: [OutgoingRecord] = []
        var concerned: [Alert] = []
        var told: [CardFeedback] = []
        var seen = taken
        for outcome in outcomes where seen.insert(outcome.id).inserted {
            let card = CardID(outcome.card)
            var alert: Alert?
            if let key = card?.alertKey { alert = try await model.alert(ofCard: key) }
            if let alert { concerned.append(alert) }
            let answer = FeedbackPolicy.answer(
                to: alert, by: outcome, on: card, through: service, from: sender, at: now())
            let feedback = CardFeedback(
                feedbackId: outcome.id, card: outcome.card, service: service.id, outcome: outcome.outcome,
                reason: outcome.knownReason, at: min(outcome.at, now()), answersAlert: answer != nil)
            records.append(try GatewayRecords.feedback(feedback, traceParent: traceParent))
            if let answer { records.append(try GatewayRecords.response(answer, traceParent: traceParent)) }
            told.append(feedback)
        }
        guard !records.isEmpty else { return concerned }
        try await publisher.publish(records)
        for feedback in told {
            remember(feedback.feedbackId)
            CDSMetrics.told(feedback)
        }
        return concerned
    }

    private func remember(_ id: String) {
        guard taken.insert(id).inserted else { return }
        order.append(id)
        if order.count > Self.remembered { taken.remove(order.removeFirst()) }
    }
}
