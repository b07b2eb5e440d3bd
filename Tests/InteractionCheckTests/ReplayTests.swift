import EventContracts
import EventLog
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import InteractionCheck

/// What a changed rule would have done to the patients of a log: exactly what was changed, and nothing else.
@Suite struct ReplayTests {
    private static let start = TestPatient.now
    private static let present = start + .days(60)
    private static let rule: RuleID = "baclofen-opioid"

    /// Twelve patients, six with an opioid, of whom two stop it again.
    private func history() throws -> ReplayLog {
        let log = ReplayLog()
        try log.addPatients(12, from: Self.start)
        return log
    }

    private func edited(_ line: String, to other: String) throws -> LoadedInteractionKnowledge {
        let head = "  - id: baclofen-opioid\n    kind: interaction\n    severity: major\n    interrupts: when-raised\n"
        let new = head.replacing(line, with: other)
        try #require(new != head)
        return try TestKnowledge.load(editing: "opioids.yaml", head, to: new)
    }

    private func opioids(_ line: String, to other: String) throws -> LoadedInteractionKnowledge {
        try TestKnowledge.load(editing: "opioids.yaml", line, to: other)
    }

    @Test func theSameRulesSayTheSame() async throws {
        let report = try await history().replay(to: try TestKnowledge.loaded, through: Self.present)
        #expect(report.differing.isEmpty && report.exitCode == 0)
        #expect(report.rules[Self.rule]?.old.findings == 6 && report.rules[Self.rule]?.new.findings == 6)
        #expect(report.orders == 18 && report.events == 20 && report.refused == 0)
        #expect(report.text.hasSuffix("No finding would differ."))
    }

    @Test func aRuleThatWeighsLessLowersItsFindingsAndNoOthers() async throws {
        let lighter = try edited("severity: major", to: "severity: moderate")
        let report = try await history().replay(to: lighter, through: Self.present)
        var expected = RuleTally()
        (expected.old.findings, expected.new.findings, expected.lowered) = (6, 6, 6)
        #expect(report.differing.map(\.id) == [Self.rule])
        #expect(report.rules[Self.rule] == expected && report.exitCode == 1)
        #expect(report.perHundredOrders(expected.lowered) == 33.33)
    }

    @Test func aRuleThatWeighsMoreRaisesThem() async throws {
        let heavier = try edited("severity: major", to: "severity: contraindicated")
        let report = try await history().replay(to: heavier, through: Self.present)
        #expect(report.differing.map(\.id) == [Self.rule] && report.rules[Self.rule]?.raised == 6)
        #expect(report.total.lowered == 0 && report.total.added == 0 && report.total.removed == 0)
    }

    @Test func aRuleThatInterruptsMoreSaysHowOften() async throws {
        let louder = try edited("interrupts: when-raised", to: "interrupts: on-change")
        let report = try await history().replay(to: louder, through: Self.present)
        let tally = try #require(report.rules[Self.rule])
        #expect(report.differing.map(\.id) == [Self.rule])
        #expect(tally.old.interruptions == 0 && tally.new.interruptions == 6 && tally.raised == 0)
    }

    @Test func aMemberThatLeavesItsClassRemovesItsFindingsAndComingBackAddsThem() async throws {
        let line = #"      - {name: oxycodone, rxnorm: "7804", atc: [N02AA05], washout-hours: 25}"#
        let without = try opioids(line + "\n", to: "")
        let report = try await history().replay(to: without, through: Self.present)
        #expect(report.differing.map(\.id) == [Self.rule] && report.rules[Self.rule]?.removed == 6)
        var back = try RuleReplay(from: without, to: try TestKnowledge.loaded, since: nil)
        try await HistorySource.log(try history().log).play(into: &back, present: Self.present)
        #expect(back.finish().rules[Self.rule]?.added == 6 && back.finish().rules[Self.rule]?.removed == 0)
    }

    /// Nothing happens at the end of a washout but the end itself: the deadlines are played as well.
    @Test func aLongerWashoutKeepsTheFindingsOfThoseWhoStopped() async throws {
        let member = #"{name: oxycodone, rxnorm: "7804", atc: [N02AA05], washout-hours: "#
        let longer = try opioids(member + "25}", to: member + "250}")
        let report = try await history().replay(to: longer, through: Self.present)
        var expected = RuleTally()
        (expected.old.findings, expected.new.findings, expected.longer) = (6, 6, 2)
        #expect(report.differing.map(\.id) == [Self.rule] && report.rules[Self.rule] == expected)
        var back = try RuleReplay(from: longer, to: try TestKnowledge.loaded, since: nil)
        try await HistorySource.log(try history().log).play(into: &back, present: Self.present)
        #expect(back.finish().rules[Self.rule]?.shorter == 2)
    }

    @Test func whatWasBeforeTheDayIsPlayedAndNotCounted() async throws {
        let lighter = try edited("severity: major", to: "severity: moderate")
        // Of the opioids on days 2, 4, 6, 8, 10 and 12, three came after day 7.
        let report = try await history().replay(
            to: lighter, since: Self.start + .days(7), through: Self.present)
        #expect(report.rules[Self.rule]?.lowered == 3 && report.rules[Self.rule]?.old.findings == 3)
        #expect(report.orders == 8)
        #expect(report.events == 20)
    }

    @Test func aFileIsPlayedLikeTheLogWhateverItsOrder() async throws {
        let lighter = try edited("severity: major", to: "severity: moderate")
        let log = try history()
        let fromLog = try await log.replay(to: lighter, through: Self.present)
        var replay = try RuleReplay(from: try TestKnowledge.loaded, to: lighter, since: nil)
        try await HistorySource.lines(try log.lines()).play(into: &replay, present: Self.present)
        let fromFile = replay.finish()
        #expect(fromFile.rules == fromLog.rules && fromFile.orders == fromLog.orders)
        #expect(fromFile.events == fromLog.events && fromFile.through == fromLog.through)
    }

    @Test(arguments: [("{", "line 2: "), (#"{"specversion":"1.0","id":"secret","source":"s","type":"t"}"#, "time")])
    func aLineThatIsNoEventIsNamed(_ line: String, _ problem: String) throws {
        do {
            let definition = InteractionCheckService.define(try TestKnowledge.loaded)
            _ = try HistoryLines(Array("\n\(line)\n".utf8), definition: definition)
            Issue.record("was read")
        } catch let error as HistoryError {
            #expect("\(error)".hasPrefix("line 2: ") && "\(error)".contains(problem))
            #expect(!"\(error)".contains("secret"))
        }
    }

    @Test func noHistoryIsNoAgreement() async throws {
        let report = try await ReplayLog().replay(to: try TestKnowledge.loaded, through: Self.present)
        #expect(report.exitCode == 3 && report.text.contains("nothing is known"))
    }

    @Test func theReportHoldsNoPatientAndTheLogNothingNew() async throws {
        let log = try history()
        let lighter = try edited("severity: major", to: "severity: moderate")
        let report = try await log.replay(to: lighter, through: Self.present)
        let json = String(decoding: try PayloadCoding.encode(report), as: UTF8.self)
        for text in [report.text, json] {
            #expect(text.contains("baclofen-opioid"))
            #expect(!text.contains("p-1") && !text.contains("o-1") && !text.contains("oxycodone"))
        }
        #expect(json.contains(#""lowered":{"count":6,"per100Orders":33.33}"#))
        #expect(log.log.broker.allRecords(.alerts(of: .interactionCheck)).isEmpty)
    }
}
