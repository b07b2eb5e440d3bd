import EventContracts
import MedicationDomain

/// The question who can help pay, and its answer.
struct AssistancePage: Sendable {
    struct Problem: Sendable {
        let field: String
        let fieldLabel: String
        let fieldProblem: String
    }
    struct Choice: Sendable {
        let code: String
        let label: String
        var isChosen = false
    }
    struct YesNo: Sendable {
        let name: String
        let question: String
        let saidYes: Bool
        let saidNo: Bool
    }

    static let insurances = [
        Choice(code: "none", label: "None"), Choice(code: "private", label: "Private or employer"),
        Choice(code: "medicaid", label: "Medicaid"), Choice(code: "medicare", label: "Medicare"),
        Choice(code: "va", label: "Veterans Affairs"), Choice(code: "tricare", label: "TRICARE"),
        Choice(code: "other", label: "Other"),
    ]

    let title = "Assistance"
    let onAssistance = true
    let checks: ChecksView
    let householdSize: String
    let annualIncome: String
    let resources: String
    let age: String
    let medication: String
    let quantity: String
    let daysSupply: String
    let states: [Choice]
    let insuranceChoices: [Choice]
    let yesNo: [YesNo]
    var problems: [Problem]?
    var failure: String?
    var result: AssistanceResult?

    init(_ form: AssistanceForm, checks: ChecksView) {
        self.checks = checks
        householdSize = form.householdSize ?? ""
        annualIncome = form.annualIncome ?? ""
        resources = form.resources ?? ""
        age = form.age ?? ""
        medication = form.medication ?? "baclofen"
        quantity = form.quantity ?? ""
        daysSupply = form.daysSupply ?? ""
        states = USState.all.map { Choice(code: $0.code, label: $0.name, isChosen: $0.code == form.state) }
        insuranceChoices = AssistancePage.insurances.map {
            Choice(code: $0.code, label: $0.label, isChosen: $0.code == form.insurance)
        }
        yesNo = [
            ("disabled", "Disabled?", form.disabled), ("pregnant", "Pregnant?", form.pregnant),
            ("parent", "Caring for a child under 19?", form.parent), ("veteran", "Veteran?", form.veteran),
        ].map { YesNo(name: $0.0, question: $0.1, saidYes: $0.2 == "yes", saidNo: $0.2 == "no") }
    }

    mutating func show(_ answer: AssistanceDesk.Answer) {
        switch answer {
        case .determined(let determination): result = AssistanceResult(determination)
        case .refused(let refused): failure = "cost-assistance could not answer: \(refused.message)"
        case .silent:
            failure = "cost-assistance did not answer. That says nothing about the patient: ask again in a moment."
        }
    }
}

/// The options, in the order they were given: best first.
struct AssistanceResult: Sendable {
    struct Option: Sendable {
        let program: String
        let programKind: String
        let result: String
        let resultWord: String
        let decidedBy: String
        let cost: String?
        let optionBecause: [String]
        let optionMissing: [String]
        let how: String
        let howLink: String?
        let documents: [String]
        let stale: Bool
        let sources: [AlertRow.Source]
    }

    /// What may help, best first.
    let options: [Option]
    /// What appears not to help; nil when there is none of it.
    let others: Others?
    let determinedOn: String
    let ruleSet: String
    let hasNoOptions: Bool

    struct Others: Sendable {
        let othersCount: Int
        let otherOptions: [Option]
    }

    init(_ determination: AssistanceDetermination) {
        let mayHelp = determination.options.filter { $0.result == .appearsEligible || $0.result == .undetermined }
        let rest = determination.options.filter { $0.result == .appearsIneligible || $0.result == .notApplicable }
        options = mayHelp.map(AssistanceResult.view)
        others = rest.isEmpty ? nil : Others(othersCount: rest.count, otherOptions: rest.map(AssistanceResult.view))
        determinedOn = determination.asOf.description
        ruleSet = determination.ruleSet.version
        hasNoOptions = determination.options.isEmpty
    }

    private static func view(of option: AssistanceOption) -> Option {
        Option(
            program: option.name, programKind: Wording.sentence(option.kind), result: option.result.rawValue,
            resultWord: word(for: option.result), decidedBy: option.decidedBy,
            cost: option.estimatedMonthlyCost.map {
                $0.low == $0.high ? "$\($0.low.amount) a month" : "$\($0.low.amount) to $\($0.high.amount) a month"
            },
            optionBecause: option.because ?? [], optionMissing: (option.missing ?? []).map(question),
            how: option.apply.how, howLink: option.apply.href.flatMap { $0.hasPrefix("https://") ? $0 : nil },
            documents: option.apply.documents, stale: option.stale,
            sources: option.citations.map { citation in
                AlertRow.Source(
                    sourceTitle: citation.title, link: citation.href.hasPrefix("https://") ? citation.href : nil,
                    locator: citation.locator)
            })
    }

    private static func word(for result: AssistanceOption.Result) -> String {
        switch result {
        case .appearsEligible: "Appears eligible"
        case .undetermined: "Not known yet"
        case .appearsIneligible: "Appears not eligible"
        case .notApplicable: "Does not apply"
        }
    }

    /// `householdSize` as `household size`, `answers.va-enrolled` as `va enrolled`.
    private static func question(_ input: String) -> String {
        // What is said in words already stays as it is.
        guard !input.contains(" ") else { return input }
        if input.hasPrefix("answers.") { return String(input.dropFirst(8).replacing("-", with: " ")) }
        return input.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
    }
}
