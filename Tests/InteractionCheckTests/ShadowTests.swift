import EventContracts
import EventLog
import KnowledgeFiles
import MedicationDomain
import ServiceHost
import Synchronization
import TestSupport
import Testing

@testable import InteractionCheck

/// Other rules that look on: counted, and never heard.
@Suite struct ShadowTests {
    private static let head = "  - id: baclofen-opioid\n    kind: interaction\n    severity: "

    private final class Seen: Sendable {
        private let list = Mutex<[String]>([])
        var counted: [String] { list.withLock { $0 } }
        func add(_ rule: RuleID, _ difference: ShadowRules.Difference) {
            list.withLock { $0.append("\(rule.rawValue) \(difference.rawValue)") }
        }
    }

    private func lighter() throws -> InteractionKnowledge {
        try TestKnowledge.load(editing: "opioids.yaml", Self.head + "major", to: Self.head + "moderate").knowledge
    }

    /// What is published, with or without others looking on, over a start, a repeat, a stop and its washout.
    private func live(_ shadow: ShadowRules?) throws -> [[UInt8]?] {
        let harness = try HandlerHarness(
            InteractionCheckService.define(try TestKnowledge.loaded, lookingOn: shadow), startingAt: TestPatient.now)
        let service = PatientHarness(harness)
        var published = try service.order("o-1", "baclofen 10 mg tablet").records
        published += try service.order("o-2", "oxycodone").records
        published += try service.order("o-2", "oxycodone", revision: 2).records
        published += try service.order("o-3", "amoxicillin").records
        published += try service.order("o-2", "oxycodone", .stopped, revision: 3, after: .hours(1)).records
        published += try harness.advance(to: TestPatient.now + .days(9)).records
        return published.map(\.message.value)
    }

    @Test func aFindingThatWeighsLessIsCountedOnceAndNothingElseChanges() throws {
        let seen = Seen()
        let shadow = ShadowRules(try lighter(), beside: try TestKnowledge.standard, count: seen.add)
        let published = try live(shadow)
        #expect(seen.counted == ["baclofen-opioid lowered"])
        // The service's status tells the same.
        #expect(shadow.report().counts == [.init(rule: "baclofen-opioid", difference: "lowered", count: 1)])
        #expect(try published == live(nil) && published.count == 3)
    }

    @Test func addedRemovedAndRaisedAreToldApart() throws {
        let standard = try TestKnowledge.standard
        let without = standard.without(rule: "baclofen-opioid")
        let cases = [
            (standard, without, "removed"), (without, standard, "added"), (try lighter(), standard, "raised"),
        ]
        for (current, other, difference) in cases {
            let seen = Seen()
            var after = TestPatient()
            after.medicines = [.init(text: "oxycodone", context: .continuing, source: .ordered)]
            ShadowRules(other, beside: current, count: seen.add).look(
                at: try TestPatient().profile(standard), after: .save(try after.profile(standard)),
                asOf: TestPatient.now)
            #expect(seen.counted == ["baclofen-opioid \(difference)"])
        }
    }

    @Test func theFolderIsASettingAndOneThatCannotBeReadStopsTheStart() throws {
        #expect(InteractionCheckService.settings.map(\.key) == ["shadow-knowledge"])
        #expect(try ShadowRules("", beside: try TestKnowledge.standard) == nil)
        #expect(throws: KnowledgeError.self) {
            try InteractionCheckService.define(SettingValues(values: ["shadow-knowledge": "/nowhere"]))
        }
    }
}
