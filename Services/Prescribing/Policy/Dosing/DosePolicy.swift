import EventContracts
import MedicationDomain

/// What the rules say about an order.
struct DoseVerdict: Hashable, Sendable {
    struct Remark: Hashable, Sendable {
        var finding: Finding
        /// After the therapy context was taken into account.
        var disposition: DoseRule.Disposition
        var isInterruptive: Bool
    }

    /// Sorted by rule.
    var remarks: [Remark] = []
    var checks = CheckStatement()

    var disposition: DoseRule.Disposition {
        if remarks.contains(where: { $0.disposition == .reject }) { return .reject }
        return remarks.contains { $0.disposition == .hold } ? .hold : .alert
    }
    var holdingRules: [RuleID] { remarks.filter { $0.disposition == .hold }.map(\.finding.rule.id) }
}

/// Puts every rule to an order of baclofen. Severity and disposition are the rules' own; nothing is decided here.
enum DosePolicy {
    static func judge(_ question: DoseQuestion, by rules: [DoseRule]) -> DoseVerdict {
        judge(question, by: RuleIndex(rules))
    }

    static func judge(_ question: DoseQuestion, by rules: RuleIndex) -> DoseVerdict {
        guard question.order.medication.isBaclofen else { return unchecked(question) }
        let way = question.order.way
        var superseded: Set<RuleID> = []
        var remarks: [DoseVerdict.Remark] = []
        for rule in rules.rules(for: way, on: question) {
            guard let remark = rule.remark(wherePlaced: question) else { continue }
            superseded.formUnion(rule.supersedes)
            remarks.append(remark)
        }
        remarks.removeAll { superseded.contains($0.finding.rule.id) }
        return DoseVerdict(
            remarks: remarks.sorted { $0.finding.rule.id < $1.finding.rule.id }, checks: checks(question, way, rules))
    }

    /// Other medicines have no dose rules here; what was not looked at is said.
    private static func unchecked(_ question: DoseQuestion) -> DoseVerdict {
        let medication = question.order.medication
        let reason = medication.isRecognized ? "no dose rules for this medicine" : "the medicine was not recognised"
        var omissions = ["dose", "renal-dose"].map { CheckStatement.Omission(check: $0, reason: reason) }
        omissions += doubts(about: medication)
        if case .notUnderstood(let doubt) = question.reading {
            omissions.append(CheckStatement.Omission(check: "daily-dose", reason: doubt.text))
        }
        return DoseVerdict(checks: CheckStatement(notChecked: omissions))
    }

    /// A medicine read in spite of how it was written is told as such.
    private static func doubts(about medication: Medication) -> [CheckStatement.Omission] {
        (medication.remarks ?? []).map { remark in
            let name = medication.ingredients.map(\.name).joined(separator: ", ")
            return CheckStatement.Omission(
                check: "medicine", reason: name.isEmpty ? remark : "read as \(name): \(remark)")
        }
    }

    private static func checks(
        _ question: DoseQuestion, _ way: DoseRule.Way, _ rules: RuleIndex
    ) -> CheckStatement {
        var omissions = doubts(about: question.order.medication)
        if case .notUnderstood(let doubt) = question.reading {
            omissions.append(CheckStatement.Omission(check: "dose", reason: doubt.text))
        }
        omissions += question.unknowns
        let asked = rules.checks(of: way)
        let unasked = rules.checks.subtracting(asked).subtracting(omissions.map(\.check))
        omissions += unasked.map { check in
            let kind = check == "renal-dose" ? "renal" : check
            return CheckStatement.Omission(check: check, reason: "no \(kind) rules for this route")
        }
        omissions += rules.omissions(on: question.asOf.day)
        let unchecked = Set(omissions.map(\.check))
        let checked = asked.union(["age"]).subtracting(unchecked)
        return CheckStatement(checked: checked.sorted(), notChecked: omissions.sorted { $0.check < $1.check })
    }
}

extension DoseDoubt {
    /// In words: what could not be read, and where it stands.
    var text: String { "\(detail ?? reason.rawValue) (\(element))" }
}
