import EventContracts

/// An answer as finance staff read it: what there is, what to ask next, and how to go about it.
struct FindReport {
    var medication: String
    var tellsWhy: Bool
    var tellsAll: Bool
    var questions: Questions

    func text(_ answer: AssistanceDetermination) -> String {
        let known = answer.knownAt.map { ", by what was known on \($0)" } ?? ""
        let shown = answer.options.filter { tellsAll || $0.result != .notApplicable }
        var lines = ["As of \(answer.asOf)\(known), for \(medication):", "", table(shown)]
        let left = answer.options.count - shown.count
        if left > 0 { lines += ["", "\(left) more do not apply to this patient (--all lists them)."] }
        lines += next(answer.options)
        for option in shown where tellsAll || option.result == .appearsEligible {
            lines += ["", "\(option.name): \(option.decidedBy) decides. \(option.apply.how)"]
            if !option.apply.documents.isEmpty {
                lines.append("  Bring: \(option.apply.documents.joined(separator: ", "))")
            }
        }
        if tellsWhy {
            for option in shown {
                lines += ["", "\(option.name), why:"] + (option.because ?? []).map { "  - \($0)" }
            }
        }
        lines += [
            "",
            "A screening, no decision: you may still apply. Rules \(answer.ruleSet.version) "
                + "(\(answer.ruleSet.hash.prefix(12))); --because shows why.",
        ]
        return lines.joined(separator: "\n")
    }

    private func table(_ options: [AssistanceOption]) -> String {
        TextTable(
            header: ["programme", "result", "first dose", "effort", "what would settle it"],
            rows: options.map { option in
                let days = option.apply.daysToFirstDose.map {
                    $0 == 0 ? "same day" : "about \($0) \($0 == 1 ? "day" : "days")"
                }
                return [
                    option.name,
                    option.result.rawValue.replacing("-", with: " ") + (option.stale ? " (stale rules)" : ""),
                    days ?? "not known", option.apply.effort ?? "", (option.missing ?? []).joined(separator: ", "),
                ]
            }
        ).text
    }

    /// One or two questions at a time: those that would settle most.
    private func next(_ options: [AssistanceOption]) -> [String] {
        let next = NextQuestions.choose(options.compactMap(\.missing), questions)
        guard !next.isEmpty else { return [] }
        return ["", "Ask next:"]
            + next.map { question in
                let settled = question.settles > 0 ? "; settles \(question.settles)" : ""
                return
                    "  \(question.ask) (\(question.input): \(question.opens) \(question.opens == 1 ? "programme waits" : "programmes wait") for it\(settled))"
            }
    }
}
