import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct KnowledgeTests {
    @Test(arguments: try DoseCase.all())
    func everyCaseGetsItsVerdict(_ item: DoseCase) throws {
        let verdict = DosePolicy.judge(item.question, by: try loadedKnowledge().policy.rules)
        #expect(verdict.remarks.map(\.finding.rule.id) == item.findings.sorted())
        #expect(verdict.disposition == item.disposition)
    }

    @Test func noRuleCanGoUnnoticed() throws {
        let (rules, cases) = (try loadedKnowledge().policy.rules, try DoseCase.all())
        for rule in rules {
            let others = rules.filter { $0.reference.id != rule.reference.id }
            #expect(cases.contains { !$0.isMet(by: others) }, "no case misses \(rule.reference.id)")
        }
    }

    @Test(arguments: [-1.0, 1.0])
    func noLimitCanShiftByOneUnitUnnoticed(_ shift: Double) throws {
        let (rules, cases) = (try loadedKnowledge().policy.rules, try DoseCase.all())
        for (index, rule) in rules.enumerated() {
            guard var limit = rule.limit else { continue }
            limit.number.values = limit.number.values.map { value in
                var value = value
                value.number += shift
                return value
            }
            var shifted = rules
            shifted[index].limit = limit
            #expect(cases.contains { !$0.isMet(by: shifted) }, "no case sees \(rule.reference.id) shifted by \(shift)")
        }
    }

    @Test func noKidneyBandCanShiftUnnoticed() throws {
        let (rules, cases) = (try loadedKnowledge().policy.rules, try DoseCase.all())
        for (index, rule) in rules.enumerated() {
            guard case .estimatedGFR(let band) = rule.kidney else { continue }
            for change in [(-1.0, 0.0), (1, 0), (0, -1), (0, 1)] {
                let moved = DoseRule.Band(
                    atLeast: band.atLeast.map { $0 + change.0 }, below: band.below.map { $0 + change.1 })
                guard moved != band else { continue }
                var shifted = rules
                shifted[index].kidney = .estimatedGFR(moved)
                #expect(cases.contains { !$0.isMet(by: shifted) }, "\(rule.reference.id) moved by \(change)")
            }
        }
    }

    @Test func everyNumberIsCited() throws {
        for rule in try loadedKnowledge().policy.rules {
            #expect(!rule.reference.citations.isEmpty)
            for value in rule.limit?.number.values ?? [] { #expect(!value.citations.isEmpty) }
        }
    }

    @Test func staleLimitStillWorksAndSaysSo() throws {
        let rules = try loadedKnowledge().policy.rules
        var item = try #require(try DoseCase.all().first { $0.name == "81 mg a day continuing: alert, not held" })
        item.question.asOf = noon + .days(5000)
        let verdict = DosePolicy.judge(item.question, by: rules)
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
