import MedicationDomain

/// What a programme may ask, as its file says it. The vocabulary is total: every combination has an answer.
///
/// There is no "not", so a criterion never holds because something is unknown.
indirect enum Criterion: Hashable, Sendable {
    case all([Criterion])
    case any([Criterion])
    case income(IncomeTest)
    case resources(atMost: LimitName)
    case insurance([Insurance])
    case medicare(Bool)
    case medicarePart(MedicarePart)
    case age(atLeast: Int?, atMost: Int?)
    case state([String])
    case circumstance(Circumstance, Bool)
    /// An income item of one of these kinds.
    case receives([String])
    case medicine(brand: Bool?, forms: [MedicineForm])
    /// One of these answers to a question of `questions.yaml`.
    case answer(String, oneOf: [String])
    /// A number asked in `questions.yaml`, against a dated one.
    case number(String, NumberTest)
    /// The day asked about lies in these days, both included: how a law of a certain day is said.
    case asOf(from: CalendarDay?, to: CalendarDay?)
    /// What no source of this rule set tells: it stays open, and the answer says what would settle it.
    case notKnown(settledBy: String, because: String)

    /// Every criterion in it, itself included.
    var parts: [Criterion] {
        switch self {
        case .all(let parts), .any(let parts): [self] + parts.flatMap(\.parts)
        default: [self]
        }
    }
}

/// Whose income counts, of which time, against which year's poverty line: each programme says it by name.
struct IncomeBasis: Hashable, Sendable {
    /// Which year's poverty guideline counts.
    enum Guideline: String, Hashable, Sendable, CaseIterable {
        case inForce = "in-force"
        /// The Marketplace goes by the table of the year before.
        case previousYear = "previous-year"

        func day(_ asOf: CalendarDay) -> CalendarDay {
            switch self {
            case .inForce: asOf
            case .previousYear: CalendarDay(year: asOf.components.year - 1, month: 12, day: 31) ?? asOf
            }
        }
    }
    var rule: IncomeRule
    var household: HouseholdRule
    var guideline: Guideline
    /// Only a programme that says so may ask for a least income.
    var hasFloor = false
}

/// Household income against a share of the poverty line.
struct IncomeTest: Hashable, Sendable {
    /// Whether income equal to the limit still counts.
    enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atMost = "at-most"
        case below
        /// A floor: less income does not do.
        case atLeast = "at-least"
    }
    var basis: IncomeBasis
    var comparison: Comparison
    var limit: LimitName
}

/// A number of the patient against a dated one.
struct NumberTest: Hashable, Sendable {
    enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atLeast = "at-least"
        case atMost = "at-most"
        var words: String { self == .atLeast ? "at least" : "at most" }
    }
    var comparison: Comparison
    var limit: LimitName
}

/// Which income counts, and how (clinical facts §7.13).
enum IncomeRule: String, Hashable, Sendable, CaseIterable {
    /// Medicaid for adults: the current month's modified adjusted gross income of the tax household.
    case currentMonthlyMAGI = "current-monthly-magi"
    /// The Marketplace: what the tax household expects for the whole year.
    case yearlyMAGI = "yearly-magi"
    /// Extra Help and the like: less $20 a month, less $65 and half of earnings, of patient and spouse.
    case supplementalSecurity = "ssi-countable"
    /// All income of all, as stated.
    case gross

    var words: String {
        switch self {
        case .currentMonthlyMAGI: "current income (modified adjusted gross, tax household)"
        case .yearlyMAGI: "the year's expected income (modified adjusted gross, tax household)"
        case .supplementalSecurity: "countable income of patient and spouse (after the disregards)"
        case .gross: "income before deductions"
        }
    }
}

/// Who belongs to the household a programme counts.
enum HouseholdRule: String, Hashable, Sendable, CaseIterable {
    case taxHousehold = "tax-household"
    /// Extra Help: patient, spouse, and the relatives who depend on them.
    case familyWithDependents = "family-with-dependents"
    /// Medicare Savings Programs and what goes by SSI: one or two, whoever else lives there.
    case individualOrCouple = "individual-or-couple"
    case everyoneAtHome = "everyone-at-home"

    var words: String {
        switch self {
        case .taxHousehold: "tax household"
        case .familyWithDependents: "family with dependents"
        case .individualOrCouple: "individual or couple"
        case .everyoneAtHome: "everyone at home"
        }
    }
}

/// The id of a parameter, with `{state}`, `{parenthood}` or `{couple}` where the patient's own goes.
struct LimitName: RawRepresentable, Hashable, Sendable {
    var rawValue: String
    static let state = "{state}"
    static let parenthood = "{parenthood}"
    static let couple = "{couple}"
    static let parenthoods = ["parent", "childless"]
    static let couples = ["couple", "individual"]
    var namesState: Bool { rawValue.contains(Self.state) }
}

/// Questions of yes or no about the patient that a request has fields of its own for.
enum Circumstance: String, Hashable, Sendable, CaseIterable {
    case disabled, pregnant, parent, veteran
}

/// Hospital, outpatient and medicine insurance of Medicare.
enum MedicarePart: String, Hashable, Sendable, CaseIterable {
    case a, b, d
}

/// Who pays now, as the request says it.
enum Insurance: String, Hashable, Sendable, CaseIterable {
    case none, `private`, medicaid, medicare, va, tricare, other
}

/// How the medicine comes, as far as it decides who pays.
enum MedicineForm: String, Hashable, Sendable, CaseIterable {
    case tablet, liquid, granules, pump
}

/// The part of an insurance a medicine falls under: a pump and its drug are medical, the rest is pharmacy.
enum Benefit: String, Hashable, Sendable, CaseIterable {
    case pharmacy, medical, any
}
