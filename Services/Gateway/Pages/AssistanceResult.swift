import EventContracts
import MedicationDomain

/// The options, in the order they were given: best first.
struct AssistanceResult: Sendable {
    struct Option: Sendable {
        let program: String
        let programKind: String
        let result: String
        let resultWord: String
        let decidedBy: String
        let cost: String?
        let firstDose: String
        let effort: String?
        let optionBecause: [String]
        let optionMissing: [String]
        let how: String
        let howLink: String?
        let documents: [String]
        let stale: Bool
        let sources: [Source]
        let figures: [String]
    }
    struct Source: Sendable {
        let sourceTitle: String
        /// Only web addresses become links.
        let link: String?
        let locator: String
        let read: String
    }

    /// What may help, best first.
    let options: [Option]
    /// What appears not to help; nil when there is none of it.
    let others: Others?
    let determinedOn: String
    let knownOn: String?
    let ruleSet: String
    let ruleHash: String
    let hasNoOptions: Bool
    let helping: String

    struct Others: Sendable {
        let othersCount: Int
        let otherOptions: [Option]
    }

    init(_ determination: AssistanceDetermination) {
        let mayHelp = determination.options.filter(\.mayHelp)
        let rest = determination.options.filter { !$0.mayHelp }
        options = mayHelp.map(AssistanceResult.view)
        others = rest.isEmpty ? nil : Others(othersCount: rest.count, otherOptions: rest.map(AssistanceResult.view))
        determinedOn = determination.asOf.description
        knownOn = determination.knownAt?.description
        ruleSet = determination.ruleSet.version
        ruleHash = String(determination.ruleSet.hash.prefix(12))
        hasNoOptions = determination.options.isEmpty
        let sure = mayHelp.count { $0.result == .appearsEligible }
        helping = "\(sure) that appear to help, \(mayHelp.count - sure) not known yet"
    }

    static func view(of option: AssistanceOption) -> Option {
        Option(
            program: option.name, programKind: kind(option.kind), result: option.result.rawValue,
            resultWord: word(for: option.result), decidedBy: option.decidedBy,
            cost: option.estimatedMonthlyCost.map {
                $0.low == $0.high ? "$\($0.low.amount) a month" : "$\($0.low.amount) to $\($0.high.amount) a month"
            },
            firstDose: firstDose(option.apply.daysToFirstDose), effort: option.apply.effort,
            optionBecause: option.because ?? [], optionMissing: (option.missing ?? []).map(question),
            how: option.apply.how, howLink: option.apply.href.flatMap { $0.hasPrefix("https://") ? $0 : nil },
            documents: option.apply.documents, stale: option.stale,
            sources: option.citations.map { citation in
                Source(
                    sourceTitle: citation.title, link: citation.href.hasPrefix("https://") ? citation.href : nil,
                    locator: citation.locator, read: citation.retrieved.description)
            },
            figures: (option.parameters ?? []).map { "\($0.id): \($0.value), law since \($0.from)" })
    }

    private static func kind(_ code: String) -> String {
        ["va": "VA", "340b": "340B", "spap": "State programme (SPAP)"][code] ?? Wording.sentence(code)
    }

    static func firstDose(_ days: Int?) -> String {
        guard let days else { return "not known" }
        return days == 0 ? "the same day" : days == 1 ? "about 1 day" : "about \(days) days"
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
        let name = AssistanceField.names(for: input)
        if name.count == 1, let field = name.first.flatMap(AssistanceField.named) {
            let label = field.label.filter { $0 != "?" }
            return label.hasPrefix("Medicare") ? label : label.prefix(1).lowercased() + label.dropFirst()
        }
        return input.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
    }
}

extension AssistanceOption {
    /// It appears to help, or nothing says yet that it does not.
    var mayHelp: Bool { result == .appearsEligible || result == .undetermined }
}
