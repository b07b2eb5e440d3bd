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

    /// What of the order is compared with the limit.
    enum Measure: String, Hashable, Sendable, CaseIterable {
        case highestDailyDose = "highest-daily-dose"
        case firstDailyDose = "first-daily-dose"
        case largestSingleDose = "largest-single-dose"
        case smallestSingleDose = "smallest-single-dose"
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
        /// Milligrams in one of the limit's units: 0.001 for micrograms.
        var milligramsPerUnit: Double
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
    /// Where the rule speaks at all.
    var contexts: Set<TherapyContext>
    var ways: Set<Way>
    var age: Band?
    var kidney: Kidney?
    var asNeeded: Bool
    var unread: Unread?
    var limit: Limit?
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
