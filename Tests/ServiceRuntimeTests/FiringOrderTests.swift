import EventContracts
import EventLog
import MedicationDomain
import Testing

@testable import ServiceRuntime

/// Deadlines are looked up many at a time; what one of them does to others holds all the same.
@Suite struct FiringOrderTests {
    /// One patient's deadlines, one a minute, whose firings follow a script.
    private func fired(
        _ subjects: [String], doing script: [String: [DeadlineChange]], until last: Instant = t0 + .hours(1)
    ) throws -> [String] {
        let heard = Heard()
        let definition = ServiceDefinition(
            name: .withdrawalMonitor, lead: .prescribingEvents,
            handlers: [
                AnyHandler(SetDeadlines(subjects: subjects)), AnyHandler(FollowScript(script: script, heard: heard)),
                AnyHandler(HearAnotherKind(heard: heard)),
            ],
            outputs: [OutputTopic(.withdrawalEvents, carrying: [SupplyProjection.self])], documents: [tallies],
            knowledge: KnowledgeStamp(version: "1", hash: "1"))
        let engine = try PartitionEngine(
            definition, partition: 0, store: PartitionStore(inMemoryFor: definition),
            identity: StoreIdentity(clusterID: "test", partitionCount: 1))
        _ = try engine.finishRebuild(comparedWith: PublishedHistory(), at: t0)
        let payload = order("o")
        let event = CloudEvent(
            id: "e", source: "urn:test", type: payload.type, time: t0, subject: somebody.rawValue,
            data: try payload.encode())
        let record = Record(
            partition: TopicPartition(.prescribingEvents, 0), offset: 0, timestamp: t0,
            message: event.message(key: Array(somebody.rawValue.utf8)))
        _ = try engine.apply([record]) { true }
        _ = try engine.fireDeadlines(until: last) { true }
        return heard.subjects
    }

    private func minute(_ number: Double) -> Instant { t0 + .minutes(number) }
    private func set(_ subject: String, at due: Instant) -> DeadlineChange {
        .set(Deadline(kind: FollowScript.kind, subject: subject, due: due))
    }

    @Test func eachFiresOnceInOrder() throws {
        #expect(try fired(["a", "b", "c"], doing: [:]) == ["a", "b", "c"])
    }

    @Test func whatAnEarlierOneCancelledDoesNotFire() throws {
        #expect(
            try fired(["a", "b", "c"], doing: ["a": [.cancel(kind: FollowScript.kind, subject: "b")]]) == ["a", "c"])
    }

    @Test func whatAnEarlierOnePutOffFiresLater() throws {
        #expect(try fired(["a", "b", "c"], doing: ["a": [set("b", at: minute(10))]]) == ["a", "c", "b"])
        #expect(
            try fired(["a", "b", "c"], doing: ["a": [set("b", at: minute(10))]], until: minute(5)) == ["a", "c"])
    }

    @Test func whatAnEarlierOneSetComesInItsTurn() throws {
        #expect(try fired(["a", "b", "c"], doing: ["a": [set("a2", at: minute(2.5))]]) == ["a", "b", "a2", "c"])
    }

    @Test func whatSetsItselfAgainFiresAgain() throws {
        #expect(try fired(["a", "b"], doing: ["b": [set("b", at: minute(20))]], until: minute(10)) == ["a", "b"])
        let again = try fired(["a", "b"], doing: ["a": [set("a", at: minute(1.5))]], until: minute(1.2))
        #expect(again == ["a"])
    }

    @Test func whatSetsItselfAndTakesThatBackIsGone() throws {
        let change = [set("a", at: minute(3)), DeadlineChange.cancel(kind: FollowScript.kind, subject: "a")]
        #expect(try fired(["a", "b"], doing: ["a": change]) == ["a", "b"])
    }

    @Test func moreThanAreLookedUpAtATimeFireInOrder() throws {
        let subjects = (0..<600).map { "s\(1000 + $0)" }
        #expect(try fired(subjects, doing: [:], until: minute(601)) == subjects)
    }
}

// MARK: - The service

private final class Heard: @unchecked Sendable {
    var subjects: [String] = []
}

private struct SetDeadlines: Handler {
    static let name = "set-deadlines"
    let topic = Topic<OrderEvent>(.prescribingEvents)
    let subjects: [String]

    func gather(for event: Event<OrderEvent>, in store: StoreReader) -> Bool { true }
    func decide(_ event: Event<OrderEvent>, given facts: Bool) -> Decision<Bool> {
        let deadlines = subjects.enumerated().map { number, subject in
            Deadline(kind: FollowScript.kind, subject: subject, due: event.now + .minutes(Double(number + 1)))
        }
        return Decision(true, deadlines: deadlines.map { .set($0) })
    }
    func record(_ change: Bool, in store: StoreWriter) {}
}

/// Does at its first firing what the script says of its subject.
private struct FollowScript: DeadlineHandler {
    static let name = "follow-script"
    static let kind = "scripted"
    let script: [String: [DeadlineChange]]
    let heard: Heard

    func gather(for event: Event<DeadlineDue>, in store: StoreReader) -> Bool { true }
    func decide(_ event: Event<DeadlineDue>, given facts: Bool) -> Decision<Bool> {
        let isFirst = !heard.subjects.contains(event.data.subject)
        heard.subjects.append(event.data.subject)
        return Decision(true, deadlines: isFirst ? script[event.data.subject] ?? [] : [])
    }
    func record(_ change: Bool, in store: StoreWriter) {}
}

/// Hears of another kind, so of nothing.
private struct HearAnotherKind: DeadlineHandler {
    static let name = "hear-another-kind"
    static let kind = "another"
    let heard: Heard

    func gather(for event: Event<DeadlineDue>, in store: StoreReader) -> Bool { true }
    func decide(_ event: Event<DeadlineDue>, given facts: Bool) -> Decision<Bool> {
        heard.subjects.append("of another kind")
        return Decision(true)
    }
    func record(_ change: Bool, in store: StoreWriter) {}
}
