import EventContracts
import MedicationDomain

/// What the suite makes of feedback on a card: always a count, and sometimes an answer to the alert it was about.
///
/// A pharmacist who verifies answers as pharmacists do, and may override. A prescriber's reason for going on is counted: it
/// lets no held order go, and ends no pharmacist's reminders (such a card bears no revision). Whoever saw another state
/// than the present one has not answered the present one.
enum FeedbackPolicy {
    /// - Parameter alert: the one the card was about, where it stands.
    static func answer(
        to alert: Alert?, by outcome: CardOutcome, on card: CardID?, through service: CDSService, at now: Instant
    ) -> AlertResponse? {
        guard let alert, let card, outcome.outcome == .overridden, alert.status != .resolved,
            alert.revision & 0xFFFF == card.revision
        else { return nil }
        // Somebody has answered since, or this very feedback came before.
        guard !alert.status.isAnswered else { return nil }
        let isOverride = service.isPharmacists && outcome.knownReason != nil
        let request = ResponseRequest(
            action: isOverride ? .overridden : .acknowledged, reasonCode: outcome.knownReason?.code,
            comment: outcome.comment.map { String($0.prefix(ResponsePolicy.longestComment)) },
            by: AlertResponse.Actor(id: "cds-hooks", role: service.id))
        // A clock that runs ahead says nothing of the future.
        return try? ResponsePolicy.decide(request, on: alert, id: outcome.id, at: min(outcome.at, now))
    }
}
