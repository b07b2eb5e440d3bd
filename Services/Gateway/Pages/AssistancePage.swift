import EventContracts
import MedicationDomain

/// The question who can help pay, its answer, and what to ask next.
struct AssistancePage: Sendable {
    struct ProblemView: Sendable {
        let field: String
        let fieldLabel: String
        let fieldProblem: String
    }
    /// An answer of before, shown again as it was.
    struct Earlier: Sendable {
        let asked: TimeView
        let askedBy: String
    }
    struct Next: Sendable {
        let heading: String
        let questions: [NextQuestionView]
    }

    let title = "Assistance"
    let onAssistance = true
    let onOne = true
    let checks: ChecksView
    let next: Next?
    let firstFields: [FieldView]
    let alsoFields: [FieldView]
    let furtherFields: [FieldView]
    let dayFields: [FieldView]
    /// What was said, in short; nil before anything was.
    let said: String?
    /// Whether what was said lies open to be changed.
    let isFormOpen: Bool
    let isDayOpen: Bool
    let problems: [ProblemView]
    let hasProblems: Bool
    let failure: String?
    let result: AssistanceResult?
    let earlier: Earlier?
    /// False: an answer of before to more than the form holds.
    let canAskAgain: Bool

    init(
        _ form: AssistanceForm, checks: ChecksView, answer: AssistanceDetermination? = nil,
        problems: AssistanceForm.Problems? = nil, failure: String? = nil, earlier: Earlier? = nil,
        canAskAgain: Bool = true
    ) {
        (self.checks, self.failure, self.earlier, self.canAskAgain) = (checks, failure, earlier, canAskAgain)
        result = answer.map(AssistanceResult.init)
        var shown: Set<String> = []
        let questions = (answer?.next ?? []).compactMap {
            NextQuestionView($0, form, problems, leavingOut: &shown)
        }
        next =
            questions.isEmpty
            ? nil
            : Next(
                heading: questions.count == 1 ? "Ask next" : "Ask next, most useful first", questions: questions)
        func views(_ fields: [AssistanceField]) -> [FieldView] {
            fields.filter { shown.insert($0.name).inserted }.map { FieldView($0, form, problems) }
        }
        let all = AssistanceField.all
        firstFields = views(all.filter { $0.part == .first })
        let told = all.filter { $0.part == .further && form[$0.name] != nil }
        alsoFields = views(told + AssistancePage.special(form)) + AssistancePage.answers(form, answer, problems, &shown)
        furtherFields = views(all.filter { $0.part == .further })
        dayFields = views(all.filter { ["asOf", "knownAt"].contains($0.name) })
        self.problems = (problems?.fields ?? []).map {
            ProblemView(field: $0.field, fieldLabel: $0.label, fieldProblem: $0.problem)
        }
        hasProblems = problems != nil
        said = form.values.isEmpty ? nil : AssistancePage.said(form)
        isFormOpen = answer == nil || problems != nil
        isDayOpen = dayFields.contains { !$0.value.isEmpty || $0.problem != nil }
    }

    /// The household and the income one by one, once somebody began to tell them.
    private static func special(_ form: AssistanceForm) -> [AssistanceField] {
        let special = AssistanceField.all.filter { $0.part == .special && $0.name != "asOf" && $0.name != "knownAt" }
        let household = special.filter { !$0.name.hasPrefix("income") }
        let incomes = (1...AssistanceField.incomeRows).filter {
            form["incomeKind\($0)"] ?? form["incomeAmount\($0)"] != nil
        }
        // One row more than there is, for another income.
        let rows = incomes.isEmpty ? 0 : min((incomes.max() ?? 0) + 1, AssistanceField.incomeRows)
        return (household.contains { form[$0.name] != nil } ? household : [])
            + special.filter { field in
                field.name.hasPrefix("income") && (field.name.last?.wholeNumberValue ?? .max) <= rows
            }
    }

    /// Answers that were given to questions of single programmes, in the words of the question where they are known.
    private static func answers(
        _ form: AssistanceForm, _ answer: AssistanceDetermination?, _ problems: AssistanceForm.Problems?,
        _ shown: inout Set<String>
    ) -> [FieldView] {
        let words = Dictionary((answer?.answered ?? []).map { ($0.input, $0) }) { first, _ in first }
        return form.values.keys.sorted().compactMap { name in
            guard AssistanceForm.answerID(name) != nil, shown.insert(name).inserted else { return nil }
            if let question = words[name] { return FieldView(question, form, problems) }
            let field = AssistanceField(name: name, label: AssistanceForm.label(name), kind: .text)
            return FieldView(field, form, problems)
        }
    }

    private static func said(_ form: AssistanceForm) -> String {
        var parts: [String] = []
        if let state = form["state"] { parts.append(USState.all.first { $0.code == state }?.name ?? state) }
        if let size = form["householdSize"] { parts.append(size == "1" ? "1 person" : "\(size) people") }
        if let income = form["annualIncome"] { parts.append("\(dollars(income)) a year") }
        if let code = form["insurance"] {
            let label = AssistanceField.insurances.first { $0.code == code }?.label ?? code
            parts.append(code == "none" ? "no insurance" : label)
        }
        let rest = form.values.keys.count {
            !["state", "householdSize", "annualIncome", "insurance", "medication"].contains($0)
        }
        if rest > 0 { parts.append(rest == 1 ? "1 more answer" : "\(rest) more answers") }
        return parts.isEmpty ? "nothing of the patient yet" : parts.joined(separator: ", ")
    }

    /// `24000.00` as `$24,000`; what is no amount stays as it was typed.
    private static func dollars(_ text: String) -> String {
        guard let amount = AssistanceText.money(text)?.amount else { return text }
        let parts = amount.split(separator: ".")
        var (whole, count) = ("", 0)
        for digit in (parts.first ?? "").reversed() {
            if count > 0, count.isMultiple(of: 3) { whole.append(",") }
            whole.append(digit)
            count += 1
        }
        let cents = parts.count == 2 && parts[1] != "00" ? ".\(parts[1])" : ""
        return "$" + String(whole.reversed()) + cents
    }
}
