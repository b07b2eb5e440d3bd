import EventContracts
import MedicationDomain

/// One rule about an order of baclofen, as the knowledge files say it.
struct DoseRule: Hashable, Sendable {
    /// What happens to the order when the rule finds something.
    enum Disposition: String, Hashable, Sendable, CaseIterable { case alert, hold, reject }

    /// How it enters the body, as far as dosing differs.
    enum Way: String, Hashable, Sendable, CaseIterable {
        case enteral, intrathecal
        /// Into a vein, a muscle, the skin or the epidural space.
        case parenteral
        case other
    }

    /// What of the order is compared with the limit; all limits of a rule must be passed by the same step of the order.
    enum Measure: String, Hashable, Sendable, CaseIterable {
        case dailyDose = "daily-dose"
        /// Of the first step alone.
        case firstDailyDose = "first-daily-dose"
        case dailyDosePerKilogram = "daily-dose-per-kilogram"
        case firstDailyDosePerKilogram = "first-daily-dose-per-kilogram"
        case largestSingleDose = "largest-single-dose"
        case smallestSingleDose = "smallest-single-dose"
        case dosesPerDay = "doses-per-day"
        /// By how much the daily dose rises over the one before.
        case dailyRise = "daily-rise"
        /// Days from the rise before to this rise.
        case riseInterval = "rise-interval"
        /// The change of the daily dose in percent of the one before.
        case risePercent = "rise-percent"
        case fallPercent = "fall-percent"
        /// Hours from the pump's dose before to this one.
        case changeInterval = "change-interval"
        /// Days since the last known dose ended, where nothing tells that it went on.
        case pause
        /// The first continuous dose a day as a multiple of the last trial dose.
        case multipleOfScreening = "multiple-of-screening-dose"

        /// Units a limit of it may be given in, with what one of them is in the measure's own unit.
        var units: [String: Double] {
            switch self {
            case .dailyDose, .firstDailyDose: ["mg/day": 1, "mcg/day": 0.001]
            case .dailyRise: ["mg/day": 1]
            case .largestSingleDose, .smallestSingleDose: ["mg": 1, "mcg": 0.001]
            case .dailyDosePerKilogram, .firstDailyDosePerKilogram: ["mg/kg/day": 1]
            case .dosesPerDay: ["/day": 1]
            case .riseInterval, .pause: ["day": 1]
            case .risePercent, .fallPercent: ["%": 1]
            case .changeInterval: ["h": 1]
            case .multipleOfScreening: ["/1": 1]
            }
        }
    }

    enum Comparison: String, Hashable, Sendable, CaseIterable {
        case above
        case atLeast = "at-least"
        case below
    }

    struct Limit: Hashable, Sendable {
        var measure: Measure
        var comparison: Comparison
        var number: DatedNumber
        /// What one of the limit's units is in the measure's own: 0.001 for micrograms.
        var factor: Double
    }

    /// An interval that includes its lower end and not its upper one.
    struct Band: Hashable, Sendable {
        var atLeast: Double?
        var below: Double?
        /// Whether the rule also speaks when the value is not known.
        var includesUnknown = false

        func contains(_ value: Double?) -> Bool {
            guard let value else { return includesUnknown }
            return value >= atLeast ?? -.infinity && value < below ?? .infinity
        }
    }

    /// What of the kidneys the rule is about.
    enum Kidney: Hashable, Sendable {
        case estimatedGFR(Band)
        case dialysis, acuteInjury, unknown
    }

    /// What could not be read.
    enum Unread: String, Hashable, Sendable, CaseIterable {
        case dose
        /// Millilitres without a concentration.
        case concentration
    }

    var reference: RuleReference
    var kind: AlertKind
    var severity: Severity
    var isInterruptive: Bool
    var disposition: Disposition
    /// Where the disposition applies; elsewhere the rule alerts (first, do no harm).
    var holdsFor: Set<TherapyContext>
    var when: RuleCircumstances
    /// All of them must be passed; empty: the circumstances are enough.
    var limits: [Limit]
    /// Rules that have nothing to add when this one speaks.
    var supersedes: [RuleID]
    var summary: String
    var detail: String
    var management: [String]
    /// What to do when therapy may be under way, instead of holding.
    var managementUnderWay: [String]
    /// What was examined when this rule was asked: `dose`, `renal-dose`.
    var check: String
}
