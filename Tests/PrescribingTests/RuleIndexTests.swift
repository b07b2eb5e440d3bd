import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

/// The index of rules must leave out none that would speak, and examine what all of them examine.
@Suite struct RuleIndexTests {
    @Test func theVerdictIsThatOfAskingEveryRule() throws {
        let rules = try loadedKnowledge().policy.rules
        let index = RuleIndex(rules)
        var remarks = 0
        for run in try Scenarios.runs.get() {
            for question in variants(of: run.question) {
                let verdict = DosePolicy.judge(question, by: index)
                let expected = EveryRule.judge(question, by: rules)
                remarks += expected.remarks.count
                let isSame = verdict == expected
                #expect(isSame, "\(run.scenario.name)")
            }
        }
        #expect(remarks > 500)
    }

    /// A rule about what is not there is not even asked.
    @Test func mostRulesAreNotAsked() throws {
        let rules = try loadedKnowledge().policy.rules
        let index = RuleIndex(rules)
        let question = try #require(try Scenarios.named("60 mg a day continuing is quiet")).question
        #expect(index.rules(for: .enteral, on: question).count < rules.count / 2)
    }

    /// By every way, in every context, and on a day on which no number was looked at lately.
    private func variants(of question: DoseQuestion) -> [DoseQuestion] {
        var variants: [DoseQuestion] = [question]
        for context in TherapyContext.allCases {
            for route in [Route.oral, .intrathecal, .rectal, .intravenous, .other] {
                var other = question
                (other.context, other.order.route) = (context, route)
                variants.append(other)
            }
        }
        for days in [5000.0, -20_000] {
            var late = question
            late.asOf = late.asOf + .days(days)
            variants.append(late)
        }
        return variants
    }

    @Test func anIndexFollowsItsRules() throws {
        var knowledge = try loadedKnowledge().policy
        let question = try #require(try Scenarios.runs.get().first?.question)
        #expect(!knowledge.index.rules(for: .enteral, on: question).isEmpty)
        knowledge.rules.removeAll { $0.when.ways.contains(.enteral) }
        #expect(knowledge.index.rules(for: .enteral, on: question).isEmpty)
        #expect(!knowledge.index.rules(for: .intrathecal, on: question).isEmpty)
        knowledge.rules = []
        #expect(knowledge.index.rules(for: .intrathecal, on: question).isEmpty)
        #expect(knowledge.index.checks.isEmpty)
    }
}

/// The slow way: every rule is asked about every order.
private enum EveryRule {
    static func judge(_ question: DoseQuestion, by rules: [DoseRule]) -> DoseVerdict {
        guard question.order.medication.isBaclofen else { return DosePolicy.judge(question, by: rules) }
        let spoken = rules.compactMap { rule in rule.remark(on: question).map { (rule, $0) } }
        let superseded = Set(spoken.flatMap(\.0.supersedes))
        let remarks = spoken.map(\.1).filter { !superseded.contains($0.finding.rule.id) }
        return DoseVerdict(
            remarks: remarks.sorted { $0.finding.rule.id < $1.finding.rule.id }, checks: checks(question, rules))
    }

    private static func checks(_ question: DoseQuestion, _ rules: [DoseRule]) -> CheckStatement {
        var omissions = (question.order.medication.remarks ?? []).map { remark in
            let name = question.order.medication.ingredients.map(\.name).joined(separator: ", ")
            return CheckStatement.Omission(
                check: "medicine", reason: name.isEmpty ? remark : "read as \(name): \(remark)")
        }
        if case .notUnderstood(let doubt) = question.reading {
            omissions.append(CheckStatement.Omission(check: "dose", reason: doubt.text))
        }
        omissions += question.unknowns
        let asked = Set(rules.filter { $0.when.ways.contains(question.order.way) }.map(\.check))
        let unasked = Set(rules.map(\.check)).subtracting(asked).subtracting(omissions.map(\.check))
        omissions += unasked.map { check in
            let kind = check == "renal-dose" ? "renal" : check
            return CheckStatement.Omission(check: check, reason: "no \(kind) rules for this route")
        }
        let day = question.asOf.day
        for (rule, number) in rules.flatMap({ rule in rule.limits.map { (rule, $0.number) } }) {
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
