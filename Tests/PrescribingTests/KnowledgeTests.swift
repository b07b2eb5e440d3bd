import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct KnowledgeTests {
    @Test func everyScenarioGetsItsVerdict() throws {
        let rules = try loadedKnowledge().policy.rules
        let runs = try Scenarios.runs.get()
        #expect(runs.count >= 150)
        for run in runs {
            let difference = run.difference(by: rules)
            #expect(difference == nil, "\(run.scenario.name): \(difference ?? "")")
            let isSaidAsJudged = run.isSaidAsJudged
            #expect(isSaidAsJudged, "\(run.scenario.name) is told differently from how it is judged")
        }
    }

    @Test func everyNumberIsCited() throws {
        for rule in try loadedKnowledge().policy.rules {
            #expect(!rule.reference.citations.isEmpty)
            for value in rule.limits.flatMap(\.number.values) { #expect(!value.citations.isEmpty) }
        }
    }

    @Test func staleLimitStillWorksAndSaysSo() throws {
        let rules = try loadedKnowledge().policy.rules
        var question = try #require(try Scenarios.named("81 mg a day continuing: alert, not held")).question
        question.asOf = noon + .days(5000)
        let verdict = DosePolicy.judge(question, by: rules)
        let remark = try #require(verdict.remarks.first { $0.finding.rule.id == "baclofen-daily-ceiling" })
        #expect(remark.finding.detail.contains("review was due"))
        #expect(verdict.checks.notChecked.contains { $0.check == "baclofen-daily-ceiling" })
    }

    @Test(arguments: [
        ("severity: major", "sevrity: major", KnowledgeError.Code.unknownKey),
        ("unit: mg/day", "unit: mL", .unitMismatch),
        ("supersedes: [baclofen-dose-not-understood]", "supersedes: [nobody]", .unknownReference),
        ("holds-for: [new]", "holds-for: [always]", .notAllowed),
    ])
    func brokenRuleStopsTheLoadWithItsLine(_ old: String, _ new: String, _ code: KnowledgeError.Code) throws {
        var files = EmbeddedFiles.all
        let text = try #require(files["Knowledge/rules/dose.yaml"])
        let range = try #require(text.range(of: old))
        files["Knowledge/rules/dose.yaml"] = text.replacingCharacters(in: range, with: new)
        let broken = files
        let error = #expect(throws: KnowledgeError.self) { try LoadedKnowledge(.embedded(broken)) }
        #expect(error?.code == code)
        #expect(error?.line ?? 0 > 0)
    }
}
