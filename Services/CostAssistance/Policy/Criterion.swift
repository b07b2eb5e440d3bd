import MedicationDomain

/// What a programme may ask, as its file says it. The vocabulary is total: every combination has an answer.
///
/// There is no "not" and no "at least" for money: more income can never open a programme.
indirect enum Criterion: Hashable, Sendable {
    case all([Criterion])
    case any([Criterion])
    case income(IncomeTest)
    case resources(atMost: LimitName)
    case insurance([Insurance])
    case medicare(Bool)
    case age(atLeast: Int?, atMost: Int?)
    case state([String])
    case circumstance(Circumstance, Bool)
    /// An income item of one of these kinds.
    case receives([String])
    case medicine(brand: Bool?, forms: [MedicineForm])
}

/// Household income against a share of the poverty line.
struct IncomeTest: Hashable, Sendable {
    /// Whether income equal to the limit still counts.
    enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atMost = "at-most"
        case below
    }
    var rule: IncomeRule
    var comparison: Comparison
    var limit: LimitName
}

/// Which income counts, and how (clinical facts §7.13).
enum IncomeRule: String, Hashable, Sendable, CaseIterable {
    /// Medicaid for adults: the current month's modified adjusted gross income of the tax household.
    case currentMonthlyMAGI = "current-monthly-magi"
    /// Extra Help: less $20 a month, less $65 and half of earnings.
    case supplementalSecurity = "ssi-countable"
    /// All income, as stated.
    case gross

    var words: String {
        switch self {
        case .currentMonthlyMAGI: "current income (modified adjusted gross, tax household)"
        case .supplementalSecurity: "countable income (after the disregards of Extra Help, family household)"
        case .gross: "income before deductions"
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

/// Questions of yes or no about the patient.
enum Circumstance: String, Hashable, Sendable, CaseIterable {
    case disabled, pregnant, parent, veteran
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
