public import MedicationDomain

/// An amount of money; the number travels as text so that no reader rounds it.
public struct Money: Codable, Hashable, Sendable {
    public var amount: String
    public var currency: String
    public init(amount: String, currency: String = "USD") { (self.amount, self.currency) = (amount, currency) }
}

/// "What can this patient get, and what will it cost them?" Every field but `asOf` may be missing.
public struct AssistanceRequest: EventPayload {
    public static let types: [EventType] = ["org.titrate.assistance.requested.v1"]

    public struct HouseholdMember: Codable, Hashable, Sendable {
        public var relation: String
        public var age: Int?
        public var taxDependent: Bool?
        public init(relation: String, age: Int? = nil, taxDependent: Bool? = nil) {
            (self.relation, self.age, self.taxDependent) = (relation, age, taxDependent)
        }
    }

    public struct IncomeItem: Codable, Hashable, Sendable {
        public var kind: String
        public var amount: Money
        /// `weekly`, `biweekly`, `monthly`, `yearly` …
        public var frequency: String
        public var person: String?
        public init(kind: String, amount: Money, frequency: String, person: String? = nil) {
            (self.kind, self.amount, self.frequency, self.person) = (kind, amount, frequency, person)
        }
    }

    public struct Medicare: Codable, Hashable, Sendable {
        public var partA: Bool?
        public var partB: Bool?
        public var partD: Bool?
        public init(partA: Bool? = nil, partB: Bool? = nil, partD: Bool? = nil) {
            (self.partA, self.partB, self.partD) = (partA, partB, partD)
        }
    }

    public var asOf: CalendarDay
    /// Answer by what the rule set knew on that day; nil: by all it knows now.
    public var knownAt: CalendarDay?
    /// Two-letter state code.
    public var state: String?
    public var householdSize: Int?
    public var householdMembers: [HouseholdMember]?
    public var annualIncome: Money?
    public var incomeItems: [IncomeItem]?
    public var age: Int?
    public var disabled: Bool?
    public var pregnant: Bool?
    public var parent: Bool?
    public var veteran: Bool?
    /// `none`, `private`, `medicaid`, `medicare`, `va`, `tricare`, `other`.
    public var insurance: String?
    public var medicare: Medicare?
    public var resources: Money?
    public var medication: String?
    public var quantity: Double?
    public var daysSupply: Double?
    public var runOutAt: Instant?
    /// Answers to the further questions programmes ask, by the question's id: `yes`, `no`, a choice, or digits.
    public var answers: [String: String]?
    /// Who asks, for whoever looks through what was asked; it weighs in no answer.
    public var askedBy: String?

    public init(
        asOf: CalendarDay, knownAt: CalendarDay? = nil, state: String? = nil, householdSize: Int? = nil,
        householdMembers: [HouseholdMember]? = nil, annualIncome: Money? = nil, incomeItems: [IncomeItem]? = nil,
        age: Int? = nil, disabled: Bool? = nil, pregnant: Bool? = nil, parent: Bool? = nil, veteran: Bool? = nil,
        insurance: String? = nil, medicare: Medicare? = nil, resources: Money? = nil, medication: String? = nil,
        quantity: Double? = nil, daysSupply: Double? = nil, runOutAt: Instant? = nil,
        answers: [String: String]? = nil, askedBy: String? = nil
    ) {
        self.asOf = asOf
        self.knownAt = knownAt
        self.state = state
        self.householdSize = householdSize
        self.householdMembers = householdMembers
        self.annualIncome = annualIncome
        self.incomeItems = incomeItems
        self.age = age
        self.disabled = disabled
        self.pregnant = pregnant
        self.parent = parent
        self.veteran = veteran
        self.insurance = insurance
        self.medicare = medicare
        self.resources = resources
        self.medication = medication
        self.quantity = quantity
        self.daysSupply = daysSupply
        self.runOutAt = runOutAt
        self.answers = answers
        self.askedBy = askedBy
    }
}

/// An input of an `AssistanceRequest` in words: one that would settle something, or one that was given.
public struct AssistanceQuestion: Codable, Hashable, Sendable {
    /// As `missing` names it: `age`, `householdMembers[1].taxDependent`, `answers.va-enrolled`.
    public var input: String
    public var ask: String
    /// The answers it takes, for a question of `answers`; empty: a number. Nil for the request's own fields.
    public var answers: [String]?
    /// Programmes that wait for this alone.
    public var settles: [String]?
    /// Programmes that wait for this among other things.
    public var opens: [String]?

    public init(
        input: String, ask: String, answers: [String]? = nil, settles: [String]? = nil, opens: [String]? = nil
    ) {
        (self.input, self.ask, self.answers) = (input, ask, answers)
        (self.settles, self.opens) = (settles, opens)
    }
}

/// One programme's answer.
public struct AssistanceOption: Codable, Hashable, Sendable {
    public enum Result: String, Codable, Sendable, CaseIterable {
        case appearsEligible = "appears-eligible"
        case undetermined
        case appearsIneligible = "appears-ineligible"
        case notApplicable = "not-applicable"
    }
    public struct CostRange: Codable, Hashable, Sendable {
        public var low: Money
        public var high: Money
        public init(low: Money, high: Money) { (self.low, self.high) = (low, high) }
    }
    public struct Application: Codable, Hashable, Sendable {
        public var how: String
        public var href: String?
        public var documents: [String]
        /// Days from applying to the first dose, as far as known.
        public var daysToFirstDose: Int?
        /// What it asks of patient and staff: `little`, `some`, `much`.
        public var effort: String?
        public init(
            how: String, href: String? = nil, documents: [String] = [], daysToFirstDose: Int? = nil,
            effort: String? = nil
        ) {
            (self.how, self.href, self.documents) = (how, href, documents)
            (self.daysToFirstDose, self.effort) = (daysToFirstDose, effort)
        }
    }
    /// A dated number the answer stands on.
    public struct Parameter: Codable, Hashable, Sendable {
        public var id: String
        /// With its unit, e.g. `138 %`.
        public var value: String
        /// The day it took effect, and the day the rule set first had it.
        public var from: CalendarDay
        public var knownFrom: CalendarDay
        public var evidence: EvidenceLevel
        public init(id: String, value: String, from: CalendarDay, knownFrom: CalendarDay, evidence: EvidenceLevel) {
            (self.id, self.value, self.from) = (id, value, from)
            (self.knownFrom, self.evidence) = (knownFrom, evidence)
        }
    }

    public var programId: String
    public var name: String
    public var kind: String
    public var result: Result
    /// Who decides: a screener does not.
    public var decidedBy: String
    /// Inputs that would settle it.
    public var missing: [String]?
    public var because: [String]?
    public var estimatedMonthlyCost: CostRange?
    public var apply: Application
    public var stale: Bool
    public var citations: [Citation]
    /// The dated numbers it stands on, in the order they were used.
    public var parameters: [Parameter]?
    /// How far the programme's own criteria are backed.
    public var evidence: EvidenceLevel?

    public init(
        programId: String, name: String, kind: String, result: Result, decidedBy: String, missing: [String]? = nil,
        because: [String]? = nil, estimatedMonthlyCost: CostRange? = nil, apply: Application, stale: Bool = false,
        citations: [Citation], parameters: [Parameter]? = nil, evidence: EvidenceLevel? = nil
    ) {
        self.programId = programId
        self.name = name
        self.kind = kind
        self.result = result
        self.decidedBy = decidedBy
        self.missing = missing
        self.because = because
        self.estimatedMonthlyCost = estimatedMonthlyCost
        self.apply = apply
        self.stale = stale
        self.citations = citations
        self.parameters = parameters
        self.evidence = evidence
    }

    /// Without the patient's own circumstances: what may travel on clinical topics.
    public var withoutHousehold: AssistanceOption {
        var copy = self
        copy.missing = nil
        copy.because = nil
        // Which numbers were used tells the state, and whether there are children.
        copy.parameters = nil
        return copy
    }
}

/// The answer to an `AssistanceRequest`.
public struct AssistanceDetermination: EventPayload {
    public struct RuleSet: Codable, Hashable, Sendable {
        public var version: String
        public var hash: String
        public init(version: String, hash: String) { (self.version, self.hash) = (version, hash) }
    }

    public static let types: [EventType] = ["org.titrate.assistance.determined.v1"]
    public var requestId: String
    public var asOf: CalendarDay
    /// The day whose knowledge was asked for; nil: all that was known when it was answered.
    public var knownAt: CalendarDay?
    public var options: [AssistanceOption]
    public var ruleSet: RuleSet
    /// What to ask next, what would settle most first; nil when no further answer would settle anything.
    public var next: [AssistanceQuestion]?
    /// The questions of `answers` that were answered, in words.
    public var answered: [AssistanceQuestion]?

    public init(
        requestId: String, asOf: CalendarDay, knownAt: CalendarDay? = nil, options: [AssistanceOption],
        ruleSet: RuleSet, next: [AssistanceQuestion]? = nil, answered: [AssistanceQuestion]? = nil
    ) {
        (self.requestId, self.asOf, self.knownAt) = (requestId, asOf, knownAt)
        (self.options, self.ruleSet) = (options, ruleSet)
        (self.next, self.answered) = (next, answered)
    }
}
