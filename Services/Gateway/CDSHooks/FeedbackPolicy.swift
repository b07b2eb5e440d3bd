import EventContracts
import MedicationDomain

/// What the suite makes of feedback on a card: always a count, and sometimes an answer to the alert it was about.
///
/// A pharmacist who verifies answers as pharmacists do, and may override. A prescriber's reason for going on is counted: it
/// lets no held order go, and ends no pharmacist's reminders (such a card bears no revision). Whoever saw another state
/// than the present one has not answered the present one.
enum FeedbackPolicy {
    /// Whose answer it is: CDS Hooks does not say which person, so it is the system's that vouched for them.
    static func actor(_ identity: GatewayIdentity?, through service: CDSService) -> AlertResponse.Actor {
        let name = identity.flatMap { $0.isVerified ? $0.subject : nil } ?? "cds-hooks"
        return AlertResponse.Actor(id: PractitionerID(name), role: service.id)
    }

    /// - Parameter alert: the one the card was about, where it stands.
    static func answer(
        to alert: Alert?, by outcome: CardOutcome, on card: CardID?, through service: CDSService,
        from sender: AlertResponse.Actor, at now: Instant
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
            by: sender)
        // A clock that runs ahead says nothing of the future.
        return try? ResponsePolicy.decide(request, on: alert, id: outcome.id, at: min(outcome.at, now))
    }
}
