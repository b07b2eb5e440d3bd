import EventContracts
import MedicationDomain

/// What the rules are asked about: one order, and what is known of its patient.
struct DoseQuestion: Hashable, Sendable {
    var order: OrderFact
    var reading: DoseReading
    var context: TherapyContext
    var kidney: KidneyFunction
    var age: Int?
    var asOf: Instant
}

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
        guard question.order.medication.isBaclofen else { return unchecked(question) }
        let spoken = rules.filter { $0.speaks(of: question) }
        let superseded = Set(spoken.flatMap(\.supersedes))
        let remarks = spoken.filter { !superseded.contains($0.reference.id) }.map { $0.remark(on: question) }
        return DoseVerdict(
            remarks: remarks.sorted { $0.finding.rule.id < $1.finding.rule.id }, checks: checks(question, rules))
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

    private static func checks(_ question: DoseQuestion, _ rules: [DoseRule]) -> CheckStatement {
        var omissions = doubts(about: question.order.medication)
        if case .notUnderstood(let doubt) = question.reading {
            omissions.append(CheckStatement.Omission(check: "dose", reason: doubt.text))
        }
        if case .unknown(let reason) = question.kidney {
            omissions.append(CheckStatement.Omission(check: "renal-dose", reason: reason))
        }
        if question.age == nil {
            omissions.append(CheckStatement.Omission(check: "age", reason: "the birth date is not known"))
        } else if let age = question.age, age < 12 {
            let reason = "no dose rules for children under 12: limits here are for adults"
            omissions.append(CheckStatement.Omission(check: "age", reason: reason))
        } else if let age = question.age, age < 18 {
            omissions.append(CheckStatement.Omission(check: "age", reason: "paediatric ceilings are not examined"))
        }
        if question.order.route == .other {
            omissions.append(CheckStatement.Omission(check: "route", reason: "the route is not understood"))
        }
        omissions.append(CheckStatement.Omission(check: "titration", reason: "dose rises are not examined"))
        let asked = Set(rules.filter { $0.ways.contains(question.order.way) }.map(\.check))
        let unasked = Set(rules.map(\.check)).subtracting(asked).subtracting(omissions.map(\.check))
        omissions += unasked.map { check in
            let kind = check == "renal-dose" ? "renal" : check
            return CheckStatement.Omission(check: check, reason: "no \(kind) rules for this route")
        }
        let day = question.asOf.day
        for rule in rules {
            guard let number = rule.limit?.number else { continue }
            if number.value(on: day) == nil {
                let reason = "the rule has no value on \(day)"
                omissions.append(CheckStatement.Omission(check: rule.reference.id.rawValue, reason: reason))
            } else if day > number.reviewBy {
                let reason = "used although its review was due by \(number.reviewBy)"
                omissions.append(CheckStatement.Omission(check: rule.reference.id.rawValue, reason: reason))
            }
        }
        let unchecked = Set(omissions.map(\.check))
        let checked = asked.union(["age"]).subtracting(unchecked)
        return CheckStatement(checked: checked.sorted(), notChecked: omissions.sorted { $0.check < $1.check })
    }
}

extension DoseDoubt {
    /// In words: what could not be read, and where it stands.
    var text: String { "\(detail ?? reason.rawValue) (\(element))" }
}
