import EventContracts
import FHIRModels
import HTTPTypes
import MedicationDomain

/// What an ordering system reports of a card: what was done, and why. A card nobody looked at is never reported.
struct CardOutcome: Hashable, Sendable {
    static let mostInOneCall = 100

    var card: String
    var outcome: CardFeedback.Outcome
    /// A coded reason of any list.
    var reason: AlertResponse.Reason?
    var comment: String?
    var at: Instant

    /// The same for every repeat of the same feedback.
    var id: String { CardID.plain("\(card)\n\(outcome.rawValue)\n\(at)") }

    /// The reason where it is one of those that were offered.
    var knownReason: AlertResponse.Reason? {
        reason.flatMap { reason in
            let isKnown =
                reason.system == AlertResponse.Reason.system
                && OverrideReason.all.contains { $0.code == reason.code }
            return isKnown ? reason : nil
        }
    }

    /// Reads the body of `POST /cds-services/{id}/feedback`.
    static func read(_ body: JSONValue) throws(CDSRefusal) -> [CardOutcome] {
        guard let items = try CDSElement(body, at: "")["feedback"]?.items, !items.isEmpty else {
            throw .missing("feedback")
        }
        guard items.count <= mostInOneCall else {
            throw CDSRefusal(.badRequest, .tooCostly, "That is more feedback than is taken at once.", at: "feedback")
        }
        var outcomes: [CardOutcome] = []
        for (number, item) in items.enumerated() {
            outcomes.append(try CardOutcome(try CDSElement(item, at: "feedback[\(number)]")))
        }
        return outcomes
    }

    private init(_ element: CDSElement) throws(CDSRefusal) {
        card = try element.required("card").lowercased()
        guard CardID.isUUID(card) else { throw .bad(element.place("card"), "A UUID stands here.") }
        // cds-fb-1
        guard let outcome = CardFeedback.Outcome(rawValue: try element.required("outcome")) else {
            throw .bad(element.place("outcome"), "One of accepted and overridden stands here.")
        }
        self.outcome = outcome
        let stamp = try element.required("outcomeTimestamp")
        guard let at = Instant(stamp) else { throw .bad(element.place("outcomeTimestamp"), "A time stands here.") }
        self.at = at
        // cds-fb-2
        if outcome == .accepted {
            guard let accepted = element["acceptedSuggestions"]?.items, !accepted.isEmpty else {
                throw .missing(element.place("acceptedSuggestions"))
            }
            for (number, item) in accepted.enumerated() {
                let suggestion = try CDSElement(item, at: "\(element.place("acceptedSuggestions"))[\(number)]")
                _ = try suggestion.required("id")
            }
        }
        guard element["overrideReason"] != nil else { return }
        let given = try element.object("overrideReason")
        comment = try given.text("userComment", upTo: ResponsePolicy.longestComment * 4)
        if given["reason"] != nil {
            let coding = try given.object("reason")
            reason = AlertResponse.Reason(
                system: try coding.text("system") ?? AlertResponse.Reason.system, code: try coding.required("code"))
        }
        // cds-fb-3
        guard reason != nil || comment != nil else { throw .missing(given.place("reason")) }
    }
}
