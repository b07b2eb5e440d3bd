import EventContracts

/// A field as the page shows it.
struct FieldView: Sendable {
    struct ChoiceView: Sendable {
        let code: String
        let label: String
        let isChosen: Bool
    }

    let name: String
    let fieldLabel: String
    let value: String
    let hint: String?
    let problem: String?
    let isText: Bool
    let isSelect: Bool
    let isYesNo: Bool
    let isDay: Bool
    let inputMode: String
    let choices: [ChoiceView]
    let saidYes: Bool
    let saidNo: Bool
    let saidNothing: Bool
    /// The ids of what describes the field, for its `aria-describedby`.
    let describedBy: String?

    init(_ field: AssistanceField, _ form: AssistanceForm, label: String? = nil, _ problems: AssistanceForm.Problems?) {
        let value = form[field.name] ?? (field.name == "medication" && form.values.isEmpty ? "baclofen" : "")
        self.value = value
        name = field.name
        fieldLabel = label ?? field.label
        hint = field.hint
        problem = problems?.fields.first { $0.field == field.name }?.problem
        switch field.kind {
        case .choice(let all):
            choices = all.map { ChoiceView(code: $0.code, label: $0.label, isChosen: $0.code == value) }
        default: choices = []
        }
        isSelect = !choices.isEmpty
        isYesNo = field.kind == .yesNo
        isDay = field.kind == .day
        isText = !isSelect && !isYesNo && !isDay
        inputMode =
            switch field.kind {
            case .whole: "numeric"
            case .amount, .money: "decimal"
            default: "text"
            }
        (saidYes, saidNo) = (value == "yes", value == "no")
        saidNothing = !saidYes && !saidNo
        let parts = [problem.map { _ in "problem-\(field.name)" }, hint.map { _ in "hint-\(field.name)" }]
        let ids = parts.compactMap(\.self)
        describedBy = ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    /// A question that only some programmes ask.
    init(
        _ question: AssistanceQuestion, _ form: AssistanceForm, label: String? = nil,
        _ problems: AssistanceForm.Problems?
    ) {
        let answers = question.answers ?? []
        let kind: AssistanceField.Kind =
            answers.isEmpty
            ? .amount
            : Set(answers) == ["yes", "no"]
                ? .yesNo
                : .choice(answers.map { AssistanceField.Choice(code: $0, label: FieldView.words($0)) })
        self.init(
            AssistanceField(name: question.input, label: question.ask, kind: kind), form, label: label, problems)
    }

    private static func words(_ answer: String) -> String {
        ["qmb", "slmb", "qi", "qdwi"].contains(answer) ? answer.uppercased() : Wording.sentence(answer)
    }
}

/// A question that would settle something, in plain words, with why it matters.
struct NextQuestionView: Sendable {
    let ask: String
    let why: String
    /// Several fields tell it: the question stands above them.
    let isGroup: Bool
    let nextFields: [FieldView]

    /// Nil when the form has no field for it.
    init?(
        _ question: AssistanceQuestion, _ form: AssistanceForm, _ problems: AssistanceForm.Problems?,
        leavingOut shown: inout Set<String>
    ) {
        ask = question.ask
        why = NextQuestionView.why(question)
        if AssistanceForm.answerID(question.input) != nil, question.answers != nil {
            guard shown.insert(question.input).inserted else { return nil }
            (isGroup, nextFields) = (false, [FieldView(question, form, problems)])
            return
        }
        let names = AssistanceField.names(for: question.input).filter { shown.insert($0).inserted }
        let fields = names.compactMap(AssistanceField.named)
        guard !fields.isEmpty else { return nil }
        isGroup = fields.count > 1
        // One field is asked by the question itself; several have labels of their own.
        nextFields = fields.map { FieldView($0, form, label: fields.count == 1 ? question.ask : nil, problems) }
    }

    /// `Would settle Medicaid and QMB. Also counts for 3 more.`
    private static func why(_ question: AssistanceQuestion) -> String {
        let (settles, opens) = (question.settles ?? [], question.opens ?? [])
        if settles.isEmpty { return "Needed, among other things, for \(list(opens))." }
        let more = opens.isEmpty ? "" : " Counts, among other things, for \(list(opens)), too."
        return "Would settle \(list(settles)).\(more)"
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3)
        let rest = names.count - shown.count
        let parts = shown + (rest > 0 ? ["\(rest) more"] : [])
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "no programme" }
        return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
    }
}
