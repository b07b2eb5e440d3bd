import MedicationDomain

/// A programme in words.
enum ProgramText {
    static func lines(_ program: Program, _ questions: Questions = Questions()) -> [String] {
        var lines = ["\(program.name) (\(program.id), \(program.kind)), decided by \(program.decidedBy)"]
        lines.append("Criteria backed by: \(program.evidence.rawValue)")
        if program.benefit != .any { lines.append("For the \(program.benefit.rawValue) benefit only.") }
        if let income = program.income {
            lines.append(
                "Counts \(income.rule.words); household: \(income.household.words); poverty guideline: "
                    + income.guideline.rawValue + (income.hasFloor ? "; has an income floor" : ""))
        }
        if let status = program.status { lines += ["", "Open or closed:"] + words(status) }
        if let whom = program.appliesWhen { lines += ["", "For whom:"] + words(whom, questions, depth: 1) }
        for pathway in program.otherPathways {
            lines += ["", "Not decided here, when:"] + words(pathway.when, questions, depth: 1)
            lines.append("  then: \(pathway.because)")
        }
        for conflict in program.conflicts {
            lines += ["", "Cannot be, when:"] + words(conflict.when, questions, depth: 1)
            lines.append("  because: \(conflict.because)")
        }
        lines += ["", "Appears eligible when:"]
        lines += program.eligibleWhen.map { words($0, questions, depth: 1) } ?? ["  always"]
        if let scale = program.scale { lines += ["", "How much: by \(scale)"] }
        if !program.notes.isEmpty { lines += ["", "To know:"] }
        lines += program.notes.map { "  - " + ($0.from.map { "from \($0): " } ?? "") + $0.text }
        let application = program.application
        lines += ["", "How: \(application.how)" + (application.href.map { " <\($0)>" } ?? "")]
        lines.append("Effort: \(application.effort.rawValue)")
        lines.append("Bring: \(application.documents.joined(separator: ", "))")
        let days = application.daysToFirstDose.map { "about \($0) days (\(application.daysEvidence?.rawValue ?? ""))" }
        lines.append("First dose: \(days ?? "not known")")
        lines += ["Review by: \(program.reviews.due())", "", "Sources:"]
        lines += program.citations.map { "  - \($0.title), \($0.locator), read \($0.retrieved) <\($0.href)>" }
        return lines
    }

    private static func words(_ status: Program.Status) -> [String] {
        status.dated.isEmpty
            ? ["  nobody recorded it"]
            : status.dated.map { "  \($0.state.rawValue) from \($0.from)" + ($0.to.map { " to \($0)" } ?? "") }
    }

    private static func words(_ criterion: Criterion, _ questions: Questions, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        func ask(_ id: String) -> String { questions.asked[id]?.ask ?? id }
        switch criterion {
        case .all(let parts):
            return [indent + "all of:"] + parts.flatMap { words($0, questions, depth: depth + 1) }
        case .any(let parts):
            return [indent + "any of:"] + parts.flatMap { words($0, questions, depth: depth + 1) }
        case .income(let test):
            return ["\(indent)income \(test.comparison.words) \(test.limit.rawValue) of the poverty line"]
        case .resources(let limit): return ["\(indent)resources up to \(limit.rawValue)"]
        case .insurance(let kinds): return ["\(indent)insurance: \(kinds.map(\.rawValue).joined(separator: " or "))"]
        case .medicare(let wanted): return [indent + (wanted ? "has Medicare" : "has no Medicare")]
        case .medicarePart(let part): return ["\(indent)has Medicare Part \(part.rawValue.uppercased())"]
        case .age(let low, let high):
            let from = low.map { "from \($0)" }
            let to = high.map { "to \($0)" }
            return ["\(indent)age \([from, to].compactMap { $0 }.joined(separator: " "))"]
        case .state(let codes): return ["\(indent)lives in \(codes.joined(separator: ", "))"]
        case .circumstance(let name, let wanted): return ["\(indent)\(name.rawValue): \(wanted ? "yes" : "no")"]
        case .receives(let kinds): return ["\(indent)receives \(kinds.joined(separator: " or "))"]
        case .medicine(let brand, let forms):
            let kind = brand.map { $0 ? "a brand" : "a generic" } ?? "a medicine"
            let shape = forms.isEmpty ? "" : " as \(forms.map(\.rawValue).joined(separator: " or "))"
            return [indent + kind + shape]
        case .answer(let id, let accepted): return ["\(indent)\(ask(id)) \(accepted.joined(separator: " or "))"]
        case .number(let id, let test):
            return ["\(indent)\(ask(id)) \(test.comparison.words) \(test.limit.rawValue)"]
        case .asOf(let from, let to):
            let span = [from.map { "from \($0)" }, to.map { "until \($0)" }].compactMap { $0 }
            return ["\(indent)on days \(span.joined(separator: " "))"]
        case .notKnown(let settledBy, let because): return ["\(indent)not known here: \(settledBy). \(because)"]
        }
    }
}
