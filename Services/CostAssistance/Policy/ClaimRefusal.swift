import EventContracts
import MedicationDomain

/// Claims for baclofen that an insurer refused to pay, and what has become of them: the matter of money, not of supply.
struct ClaimRefusal: Hashable, Sendable {
    /// The day of the newest refusal.
    var day: CalendarDay
    var kinds: [ClaimReason.Kind]
    var medicine: String?

    /// Why a refusal is none any more.
    enum End: Hashable, Sendable { case accepted, handedOver, notTaken, aged, retracted }

    /// The refusals that stand now, as one; nil when none does.
    init?(_ facts: CoverageFacts, rules: AffordabilityRules, asOf now: Instant) {
        let standing = Self.refused(facts, rules).filter { Self.end(of: $0, facts, rules, now) == nil }
        guard let newest = standing.last else { return nil }
        day = newest.at.day
        medicine = standing.lazy.compactMap(\.medicine).first
        var kinds: [ClaimReason.Kind] = []
        for kind in standing.flatMap(\.reasons).map(\.kind) where rules.claims.reasons[kind] != nil {
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        self.kinds = kinds
    }

    /// Why none stands, for an alert that was raised for one.
    static func whyNone(_ facts: CoverageFacts, rules: AffordabilityRules, asOf now: Instant) -> End {
        refused(facts, rules).reversed().lazy.compactMap { end(of: $0, facts, rules, now) }.first ?? .retracted
    }

    /// When a refusal ages.
    static func moments(_ facts: CoverageFacts, rules: AffordabilityRules) -> [Instant] {
        refused(facts, rules).map { $0.at + .days(rules.claims.days) }
    }

    /// Refusals for a reason that money can help with. A forecast is none, and what is too soon or too much at once is
    /// for the pharmacy to claim in another way.
    private static func refused(_ facts: CoverageFacts, _ rules: AffordabilityRules) -> [KeptClaim] {
        facts.claims.filter { claim in
            let isBaclofen = claim.told == .baclofen || (claim.told == .nothing && !facts.taken.isEmpty)
            return claim.verdict == .rejected && claim.use != .predetermination && isBaclofen
                && claim.reasons.contains { rules.claims.reasons[$0.kind] != nil }
        }
    }

    private static func end(
        of claim: KeptClaim, _ facts: CoverageFacts, _ rules: AffordabilityRules, _ now: Instant
    ) -> End? {
        if facts.claims.acceptance(of: claim) != nil { return .accepted }
        if facts.handedOver.contains(where: { claim.at <= $0.at && claim.isSameOrder($0.orderId) }) {
            return .handedOver
        }
        // Baclofen by mouth is projected, a pump's is not.
        if !claim.isForPump, !facts.taken.isEmpty, facts.taken.allSatisfy({ $0 == false }) { return .notTaken }
        return claim.at + .days(rules.claims.days) <= now ? .aged : nil
    }
}

/// Which reasons of an insurer are a matter of money.
struct ClaimPaymentRules: Hashable, Sendable {
    struct Reason: Hashable, Sendable {
        var words: String
        /// The question that a refusal for this reason answers with yes.
        var answers: String?
    }
    var reasons: [ClaimReason.Kind: Reason]
    /// How long a refusal counts of which nothing more is heard.
    var days: Double
    var management: [String]
}
