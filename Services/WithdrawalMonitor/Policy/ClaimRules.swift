import EventContracts
import MedicationDomain

/// What a rejected claim means, and how urgent it is.
struct ClaimRules: Hashable, Sendable {
    /// One reason of an insurer in words for people, and what to do.
    struct Reason: Hashable, Sendable {
        var words: String
        var management: [String]
    }

    struct Level: Hashable, Sendable {
        var severity: Severity
        var interruptive: Bool
        var highRiskSeverity: Severity
        var highRiskInterruptive: Bool
    }

    /// How urgent it is by the supply at home.
    struct Urgency: Hashable, Sendable {
        /// Up to so many days left, the present one counted; ordered by days.
        var within: [Within]
        var more: Level
        var unknown: Level
        /// No clock is running: in hospital, or nothing is taken.
        var paused: Level
    }
    struct Within: Hashable, Sendable {
        var days: Int
        var level: Level
    }

    var text: RuleText
    var reasons: [ClaimReason.Kind: Reason]
    var urgency: Urgency
    /// Where the only reason is that it is too soon.
    var tooSoon: Urgency
    /// The most that a forecast, or an answer nobody understands, is worth.
    var forecastSeverity: Severity
    /// How long a rejection of which nothing more is heard counts.
    var concernDays: Double
}
