/// One field of the assistance form: what it is called, and what may stand in it.
struct AssistanceField: Hashable, Sendable {
    struct Choice: Hashable, Sendable {
        let code: String
        let label: String
    }
    enum Kind: Hashable, Sendable {
        case choice([Choice])
        case yesNo
        case whole(ClosedRange<Int>)
        /// An amount of things, above zero.
        case amount
        case money
        case text
        case day
    }
    enum Part: Hashable, Sendable {
        /// Asked at once: what most programmes go by.
        case first
        /// Asked when it would settle something, or told by whoever knows it anyway.
        case further
        /// Only of use in one answer: other days, the household and the income one by one.
        case special
    }

    let name: String
    let label: String
    let kind: Kind
    var part = Part.further
    var hint: String?

    static let all: [AssistanceField] = first + further + household + income + days

    private static let first = [
        AssistanceField(
            name: "state", label: "State", kind: .choice(USState.all.map { Choice(code: $0.code, label: $0.name) }),
            part: .first),
        AssistanceField(name: "insurance", label: "Insurance", kind: .choice(insurances), part: .first),
        AssistanceField(name: "householdSize", label: "People in the household", kind: .whole(1...30), part: .first),
        AssistanceField(name: "annualIncome", label: "Yearly income", kind: .money, part: .first, hint: "US dollars"),
        AssistanceField(name: "medication", label: "Medicine", kind: .text, part: .first),
    ]

    private static let further = [
        AssistanceField(name: "age", label: "Age", kind: .whole(0...120)),
        AssistanceField(name: "resources", label: "Savings", kind: .money, hint: "US dollars"),
        AssistanceField(name: "disabled", label: "Disabled?", kind: .yesNo),
        AssistanceField(name: "pregnant", label: "Pregnant?", kind: .yesNo),
        AssistanceField(name: "parent", label: "Caring for a child under 19?", kind: .yesNo),
        AssistanceField(name: "veteran", label: "Veteran?", kind: .yesNo),
        AssistanceField(name: "partA", label: "Medicare Part A (hospital)?", kind: .yesNo),
        AssistanceField(name: "partB", label: "Medicare Part B (doctors)?", kind: .yesNo),
        AssistanceField(name: "partD", label: "A Medicare Part D plan (medicines)?", kind: .yesNo),
        AssistanceField(name: "quantity", label: "Quantity", kind: .amount),
        AssistanceField(name: "daysSupply", label: "Days’ supply", kind: .amount),
        AssistanceField(name: "runOut", label: "Last day of the supply", kind: .day),
    ]

    private static let household = [
        AssistanceField(name: "spouse", label: "A spouse in the household?", kind: .yesNo, part: .special),
        AssistanceField(
            name: "children", label: "Children in the household", kind: .whole(0...20), part: .special,
            hint: "0 if there is none"),
        AssistanceField(
            name: "others", label: "Other people in the household", kind: .whole(0...20), part: .special,
            hint: "0 if there is none"),
        AssistanceField(
            name: "spouseDependent", label: "Is the spouse claimed as a dependent for tax?", kind: .yesNo,
            part: .special),
        AssistanceField(
            name: "childrenDependent", label: "Are the children claimed as dependents for tax?", kind: .yesNo,
            part: .special),
        AssistanceField(
            name: "othersDependent", label: "Are the other people claimed as dependents for tax?", kind: .yesNo,
            part: .special),
    ]

    private static let income: [AssistanceField] = (1...incomeRows).flatMap { row in
        [
            AssistanceField(
                name: "incomeKind\(row)", label: "Income \(row): what", kind: .choice(incomeKinds), part: .special),
            AssistanceField(
                name: "incomeAmount\(row)", label: "Income \(row): dollars", kind: .money, part: .special),
            AssistanceField(
                name: "incomeOften\(row)", label: "Income \(row): how often", kind: .choice(frequencies),
                part: .special),
            AssistanceField(
                name: "incomePerson\(row)", label: "Income \(row): whose", kind: .choice(people), part: .special),
        ]
    }

    private static let days = [
        AssistanceField(
            name: "asOf", label: "By the law of", kind: .day, part: .special, hint: "Left empty: today"),
        AssistanceField(
            name: "knownAt", label: "By what was known on", kind: .day, part: .special,
            hint: "Left empty: all that is known now"),
    ]

    static let incomeRows = 3
    static func named(_ name: String) -> AssistanceField? { byName[name] }
    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    // MARK: Which fields an input of the question is told by

    /// `householdMembers[1].taxDependent` as the fields of the form; none for a named answer.
    static func names(for input: String) -> [String] {
        var path = ""
        var isIndex = false
        for character in input {
            if character == "[" { isIndex = true }
            if !isIndex { path.append(character) }
            if character == "]" { isIndex = false }
        }
        switch path {
        case "householdMembers", "householdMembers.age": return ["spouse", "children", "others"]
        case "householdMembers.taxDependent": return ["spouseDependent", "childrenDependent", "othersDependent"]
        case "medicare": return ["partA", "partB", "partD"]
        case "medicare.partA", "medicare.partB", "medicare.partD": return [String(path.dropFirst("medicare.".count))]
        case "runOutAt": return ["runOut"]
        default:
            if path.hasPrefix("incomeItems") { return income.prefix(4).map(\.name) }
            let name = String(path.prefix { $0 != "." })
            return named(name) == nil ? [] : [name]
        }
    }

    // MARK: Choices

    static let insurances = [
        Choice(code: "none", label: "None"), Choice(code: "private", label: "Private or employer"),
        Choice(code: "medicaid", label: "Medicaid"), Choice(code: "medicare", label: "Medicare"),
        Choice(code: "va", label: "Veterans Affairs"), Choice(code: "tricare", label: "TRICARE"),
        Choice(code: "other", label: "Other"),
    ]
    /// What counts of each is cost-assistance's to say; a kind it does not know leaves results open.
    private static let incomeKinds = [
        "wages", "self-employment", "social-security", "pension", "unemployment", "interest", "rental", "ssi",
        "workers-compensation", "veterans-benefits", "child-support",
    ].map { Choice(code: $0, label: $0 == "ssi" ? "SSI" : Wording.sentence($0)) }
    private static let frequencies = [
        Choice(code: "weekly", label: "Each week"), Choice(code: "biweekly", label: "Every two weeks"),
        Choice(code: "semimonthly", label: "Twice a month"), Choice(code: "monthly", label: "Each month"),
        Choice(code: "yearly", label: "Each year"),
    ]
    private static let people = [
        Choice(code: "patient", label: "The patient’s"), Choice(code: "spouse", label: "The spouse’s"),
        Choice(code: "other", label: "Somebody else’s"),
    ]
}
