public import MedicationDomain

/// What somebody at an ordering system did about a card of the gateway (CDS Hooks feedback), on
/// `gateway.alert-responses.v1`.
///
/// It is kept for counting and holds nothing of a patient: no name, no order, no comment. What answers an alert goes there
/// as an `AlertResponse` besides.
public struct CardFeedback: EntityPayload {
    public enum Outcome: String, Codable, Sendable, CaseIterable { case accepted, overridden }

    public static let types: [EventType] = Outcome.allCases.map { type(of: $0) }
    public var type: EventType { Self.type(of: outcome) }
    private static func type(of outcome: Outcome) -> EventType {
        EventType(rawValue: "org.titrate.card.\(outcome.rawValue).v1")
    }

    /// The same for every repeat of the same feedback.
    public var feedbackId: String
    /// The card's `uuid`.
    public var card: String
    /// The CDS service that showed it.
    public var service: String
    public var outcome: Outcome
    /// A coded reason, where one of the known list was given.
    public var reason: AlertResponse.Reason?
    /// When it was done, by the ordering system's clock.
    public var at: Instant
    /// Whether the card was about an alert that stood open.
    public var answersAlert: Bool

    public init(
        feedbackId: String, card: String, service: String, outcome: Outcome, reason: AlertResponse.Reason? = nil,
        at: Instant, answersAlert: Bool
    ) {
        self.feedbackId = feedbackId
        self.card = card
        self.service = service
        self.outcome = outcome
        self.reason = reason
        self.at = at
        self.answersAlert = answersAlert
    }

    public var entityID: EntityID { EntityID("card-feedback:\(feedbackId)") }
    public var isTerminal: Bool { true }
}
