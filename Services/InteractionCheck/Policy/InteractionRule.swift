import EventContracts
import MedicationDomain

/// A statement about medicines that should not meet unnoticed.
struct InteractionRule: Hashable, Sendable {
    /// When a finding of the rule interrupts somebody (house rulings: tiers).
    enum Interruption: String, Hashable, Sendable, CaseIterable {
        case never
        /// A patient factor weighs on it, and a medicine of it is new or its dose rose.
        case whenRaised = "when-raised"
        /// A medicine of it is new or its dose rose.
        case onChange = "on-change"
        /// The sum of the daily doses is above the rule's ceiling.
        case aboveCeiling = "above-ceiling"
        case always
    }

    /// What harm at worst, apart from how sure or how likely it is.
    enum Seriousness: String, Hashable, Sendable, CaseIterable {
        case lifeThreatening = "life-threatening"
        case hospitalization, intervention, none
    }

    /// A tier of its own for certain circumstances.
    struct Raise: Hashable, Sendable {
        var severity: Severity
        var onStart: Bool
        var onDoseChange: Bool
        var conditions: [String]
    }

    struct Ceiling: Hashable, Sendable {
        var milligramsPerDay: Double
        var evidence: EvidenceLevel
        var citations: [Citation]
    }

    /// What this rule would only say again when `prescribing` has said it of the order.
    struct Yielding: Hashable, Sendable {
        /// Checks that were made on the order.
        var checks: Set<String>
        /// Kinds of findings on the order that interrupt.
        var findings: Set<AlertKind>
    }

    /// What an open withdrawal episode gathers into this one finding.
    struct SetAside: Hashable, Sendable {
        var classes: Set<String>
        var rules: Set<String>
    }

    var id: RuleID
    var kind: AlertKind
    var severity: Severity
    var interrupts: Interruption
    /// All of them must be met.
    var needs: [RuleNeed]
    /// Medicines that have ended do not count, not even in their washout.
    var currentOnly: Bool
    /// `sedation`, `renal` …: which patient factors weigh on it.
    var actsBy: Set<String>
    var raise: Raise?
    var ceiling: Ceiling?
    var yielding: Yielding?
    /// The rule holds only while a withdrawal episode of that route is open.
    var duringEpisode: Route?
    var setsAside: SetAside?

    var effect: String
    var mechanism: String
    var consequences: String
    var seriousness: Seriousness
    var management: [String]
    var reference: RuleReference
    var reviewBy: CalendarDay
    /// The file it stands in, for people who want to change it.
    var file: String
}

/// One side of a rule: any medicine of these classes, or what stands for it.
struct RuleNeed: Hashable, Sendable {
    var classes: Set<String>
    /// Empty: any route that reaches the whole body.
    var routes: Set<Route>
    /// Classes to which an allergy is on record.
    var allergies: Set<String>
    /// Conditions and observations that stand for the medicine (alcohol known from a diagnosis).
    var conditions: [String]
    var observations: Set<ObservationEvent.Kind>
    /// A condition that is the reason the index medicine is given does not count.
    var unlessIndication: Bool
    /// Zero: reports and given doses count as well; otherwise so many orders.
    var orders: Int
    /// Orders count together only when their periods overlap by more than this.
    var overlap: Span

    init(
        classes: Set<String> = [], routes: Set<Route> = [], allergies: Set<String> = [], conditions: [String] = [],
        observations: Set<ObservationEvent.Kind> = [], unlessIndication: Bool = false, orders: Int = 0,
        overlap: Span = .zero
    ) {
        self.classes = classes
        self.routes = routes
        self.allergies = allergies
        self.conditions = conditions
        self.observations = observations
        self.unlessIndication = unlessIndication
        self.orders = orders
        self.overlap = overlap
    }
}
