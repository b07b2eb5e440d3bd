import EventContracts
import MedicationDomain

/// Everything the policies take from the knowledge files, as plain values.
struct MonitorRules: Hashable, Sendable {
    var supply: SupplyRules
    var stop: StopRules
    var runOut: RunOutRules
    var earlyRefill: EarlyRefillRules
    var risk: RiskRules
    var episode: EpisodeRules
    var taper: TaperRules
    var taperDeviation: RuleText
    var care: CareRules
    var claims: ClaimRules
}

/// What a verdict of a rule says beside its numbers.
struct RuleText: Hashable, Sendable {
    var reference: RuleReference
    var management: [String]
}

struct SupplyRules: Hashable, Sendable {
    /// At most this many days of an early refill carry over.
    var carryOverDays: Int
    /// The pharmacy's days' supply and ours may differ by this much before it is flagged, in percent.
    var mismatchPercent: Double
    /// Encounter classes that are visits rather than stays, and so pause nothing.
    var visitClasses: [String]
}

struct StopRules: Hashable, Sendable {
    var text: RuleText
    /// How long a stop may turn out to be paperwork.
    var settleWindow: Span
    /// An order on hold this long counts as stopped.
    var holdHours: Double
    /// Doses are compared with the highest of this many days before.
    var lookBackDays: Double
    var cutPercent: Double
    var reductionMilligrams: Double
    var reductionPercent: Double
    /// The percentage counts only above this daily dose.
    var reductionPercentAboveMilligrams: Double
    var intrathecalReductionPercent: Double
    /// Before this mean dose, or this length of course, a stop is no danger.
    var exposureMeanMilligrams: Double
    var exposureMeanDays: Double
    var exposureCourseDays: Int
    /// A new order that began this long before the old one ended is its replacement.
    var handOverDays: Double
}

struct RunOutRules: Hashable, Sendable {
    /// One rung of the alarm: from `gapDays` after the last covered day on (negative: ahead of it).
    struct Rung: Hashable, Sendable {
        var gapDays: Int
        var severity: Severity
        var interruptive: Bool
        var highRiskSeverity: Severity
        var highRiskInterruptive: Bool
    }
    var ahead: RuleText
    var missed: RuleText
    /// Ordered by `gapDays`.
    var rungs: [Rung]
    /// Who is told earlier than the first rung says; the longest that fits counts.
    var leads: [RunOutLead]
    /// A reminder never comes before this share of the latest fill is used, unless the first rung does.
    var leadSharePercent: Double
    /// Days on which nobody works, beside Saturdays and Sundays; a reminder moves ahead of them.
    var holidays: Set<CalendarDay>
}

/// How long ahead a patient is told of the end of supply, and for what reason.
struct RunOutLead: Hashable, Sendable {
    enum Reason: String, CaseIterable, Sendable {
        case highRisk = "high-risk"
        /// From this many mg/day on.
        case dose
        /// On baclofen for this many days or longer.
        case course
    }
    var days: Int
    var reason: Reason
    var from: Double
}

/// A refill that comes while much of the last one is left.
struct EarlyRefillRules: Hashable, Sendable {
    var text: RuleText
    /// Too soon when at least this share of the fill before is left, in percent.
    var leftPercent: Double
    /// Fills shorter than this are partial ones: the rest of them comes soon.
    var shortestFillDays: Int
}

struct RiskRules: Hashable, Sendable {
    /// The group of conditions that say that something else is being stopped.
    static let alsoStopping = "also-stopping"
    /// Points from a threshold on: the highest threshold reached counts.
    struct Band: Hashable, Sendable {
        var from: Double
        var points: Int
    }
    /// A condition that adds points, by the codes it is recognised by.
    struct ConditionFactor: Hashable, Sendable {
        var name: String
        var points: Int
        /// ICD-10-CM prefixes, without dots.
        var icd10Prefixes: [String]
        var snomedCodes: [String]
        /// Factors of one group count once.
        var group: String
    }
    var version: String
    var intrathecalPoints: Int
    /// By oral milligrams a day.
    var dose: [Band]
    /// By days of the course.
    var duration: [Band]
    var conditions: [ConditionFactor]
    var kidneyBelow: Double
    var kidneyPoints: Int
    /// Kidney values older than this count as unknown.
    var kidneyValueDays: Double
    var sedativePoints: Int
    /// ATC prefixes of medicines whose stop adds up with baclofen's.
    var sedativeATCPrefixes: [String]
    var sedativeStopDays: Double
    var moderateFrom: Int
    var highFrom: Int
    /// Without an order or supply for this long, a course is over.
    var courseBreakDays: Int
}

struct EpisodeRules: Hashable, Sendable {
    var enteralWatchDays: Double
    var intrathecalWatchDays: Double

    func watch(_ path: Regimen.Path) -> Span {
        .days(path == .enteral ? enteralWatchDays : intrathecalWatchDays)
    }
}
