import MedicationDomain

/// A programme in words.
enum ProgramText {
    static func lines(_ program: Program) -> [String] {
        var lines = ["\(program.name) (\(program.id)), decided by \(program.decidedBy)"]
        if program.benefit != .any { lines.append("For the \(program.benefit.rawValue) benefit only.") }
        if let whom = program.appliesWhen { lines += ["", "For whom:"] + words(whom, depth: 1) }
        for pathway in program.otherPathways {
            lines += ["", "Not decided here, when:"] + words(pathway.when, depth: 1)
            lines.append("  then: \(pathway.because)")
        }
        lines += ["", "Appears eligible when:"]
        lines += program.eligibleWhen.map { words($0, depth: 1) } ?? ["  always"]
        if !program.notes.isEmpty { lines += ["", "To know:"] }
        lines += program.notes.map { "  - " + ($0.from.map { "from \($0): " } ?? "") + $0.text }
        let application = program.application
        lines += ["", "How: \(application.how)" + (application.href.map { " <\($0)>" } ?? "")]
        lines.append("Bring: \(application.documents.joined(separator: ", "))")
        let days = application.daysToFirstDose.map { "about \($0) days (\(application.daysEvidence?.rawValue ?? ""))" }
        lines.append("First dose: \(days ?? "not known")")
        lines += ["Review by: \(program.reviews.due())", "", "Sources:"]
        lines += program.citations.map { "  - \($0.title), \($0.locator), read \($0.retrieved) <\($0.href)>" }
        return lines
    }

    private static func words(_ criterion: Criterion, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        switch criterion {
        case .all(let parts): return [indent + "all of:"] + parts.flatMap { words($0, depth: depth + 1) }
        case .any(let parts): return [indent + "any of:"] + parts.flatMap { words($0, depth: depth + 1) }
        case .income(let test):
            let comparison = test.comparison == .below ? "below" : "up to"
            return ["\(indent)\(test.rule.words) \(comparison) \(test.limit.rawValue) of the poverty line"]
        case .resources(let limit): return ["\(indent)resources up to \(limit.rawValue)"]
        case .insurance(let kinds): return ["\(indent)insurance: \(kinds.map(\.rawValue).joined(separator: " or "))"]
        case .medicare(let wanted): return [indent + (wanted ? "has Medicare" : "has no Medicare")]
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
        }
    }
}
