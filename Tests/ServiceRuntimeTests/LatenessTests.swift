import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

/// Answers that are read late, processes that wake up late, stores that are older than what was said: invariants 2, 7
/// and 10.
@Suite(.serialized) struct LatenessTests {
    private let feed = Feed()
    private let clock = ManualClock(t0)
    private let log: InMemoryEventLog
    private let directory: TemporaryDirectory

    init() throws {
        let clock = clock
        log = InMemoryEventLog(partitionCount: 3, clock: { clock.now })
        directory = try TemporaryDirectory()
    }

    private func projections(of patient: PatientID) -> [SupplyProjection] {
        log.broker.allRecords(.withdrawalEvents).compactMap { record in
            guard record.message.header("ce_subject") == patient.rawValue else { return nil }
            return try? SupplyProjection.decode(record.message.value ?? [], type: SupplyProjection.types[0])
        }
    }

    private func append(_ payload: any EventPayload, id: String, on topic: TopicName, at instant: Instant) throws {
        let event = CloudEvent(
            id: id, source: "urn:test", type: payload.type, time: instant, subject: somebody.rawValue,
            data: try payload.encode())
        let message = event.message(key: Array(somebody.rawValue.utf8))
        try log.broker.append([OutgoingRecord(topic: topic, message: message)], at: instant)
    }

    @Test func anAnswerThatStandsUnreadInTheLogComesBeforeItsDeadline() async throws {
        let service = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { service.runner.health.isReady }
        try append(dispense("d1"), id: "e1", on: .prescribingEvents, at: t0)
        try await require("the dispense is announced") { projections(of: somebody).count == 1 }
        // The input with the answer is slow; the clock passes the deadline, and the other input goes on.
        log.broker.holdBack([.alertResponses])
        try append(answer("a1", to: "d1"), id: "e2", on: .alertResponses, at: t0 + .minutes(50))
        clock.set(t0 + .hours(3))
        try append(dispense("d2"), id: "e3", on: .prescribingEvents, at: t0 + .hours(2))
        try await require("the other input is held, too") {
            service.runner.health.partitions.values.contains {
                $0.inputs.contains { $0.endOffset ?? 0 > $0.nextOffset }
            }
        }
        log.broker.holdBack([])
        try await require("both are applied") { projections(of: somebody).last?.onHandMilligrams == 200 }
        clock.set(t0 + .hours(4))
        try await require("the second deadline fires") {
            projections(of: somebody).last?.because.contains("fired d2") == true
        }
        try await service.stop()
        let because = try #require(projections(of: somebody).last?.because)
        #expect(because.contains("answer a1"))
        #expect(!because.contains("fired d1"), "the answer was in the log before the deadline")
    }

    @Test func whatAZombiePublishesLateIsNotHeard() async throws {
        let gate = Gate()
        let one = RunningService(on: log, clock: clock, data: directory.url, instance: "one", cutting: gate.cuts)
        try await require("ready") { one.runner.health.isReady }
        let third = feed.items.count / 3
        try feed.publish(0..<third, to: log, clock: clock)
        try await require("read") { one.isSettled(on: log) }
        gate.close()
        try feed.publish(third..<third * 2, to: log, clock: clock)
        try await require("one stands between its freshness check and its publication") { gate.isWaitedAt }
        log.broker.killMember(instance: "withdrawal-monitor-one", expiring: true)
        let two = RunningService(on: log, clock: clock, data: directory.url, instance: "two")
        try await require("two has them all") { two.runner.health.isReady && two.isSettled(on: log) }
        try feed.publish(third * 2..<feed.items.count, to: log, clock: clock)
        try await require("two has read on") { two.isSettled(on: log) }
        let before = log.broker.allRecords(.withdrawalEvents).count
        gate.open()
        try await require("the zombie has spoken") { log.broker.allRecords(.withdrawalEvents).count > before }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("the outcome is that of an undisturbed run") { Outcome(of: log).last == expected.last }
        _ = try? await one.stop()
        try await two.stop()
        #expect(Outcome(of: log).last == expected.last)
    }

    @Test func anOldCopyOfAStorePutBackSaysNothingThatContradicts() async throws {
        let half = feed.items.count / 2
        let store = directory.url.appending(path: "withdrawal-monitor")
        let copy = directory.url.appending(path: "copy")
        let first = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { first.runner.health.isReady }
        try feed.publish(0..<half, to: log, clock: clock)
        try await require("read") { first.isSettled(on: log) }
        try await first.stop()
        try FileManager.default.copyItem(at: store, to: copy)

        let second = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { second.runner.health.isReady }
        try feed.publish(half..<feed.items.count, to: log, clock: clock)
        try await require("read on") { second.isSettled(on: log) }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("everything is said") { Outcome(of: log) == expected }
        try await second.stop()
        let said = log.broker.allRecords(.withdrawalEvents).count

        try FileManager.default.removeItem(at: store)
        try FileManager.default.moveItem(at: copy, to: store)
        let third = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready again") { third.runner.health.isReady && third.isSettled(on: log) }
        try await third.stop()
        #expect(log.broker.allRecords(.withdrawalEvents).count == said)
        #expect(Outcome(of: log) == expected)
        #expect(Outcome(of: log).contradictions == 0)
    }

    private func require(_ what: Comment, _ condition: @Sendable () throws -> Bool) async throws {
        let isMet = try await becomesTrue { try condition() }
        try #require(isMet, what)
    }
}

/// Holds a run at the point between its freshness check and its publication while it is closed.
private final class Gate: Sendable {
    private struct State {
        var isClosed = false
        var isWaitedAt = false
    }
    private let state = Mutex(State())

    func close() { state.withLock { $0.isClosed = true } }
    func open() { state.withLock { $0.isClosed = false } }
    var isWaitedAt: Bool { state.withLock { $0.isWaitedAt } }

    var cuts: CutPoints {
        CutPoints { point in
            guard point == .freshnessChecked else { return }
            // The engine's own thread stands still, as a stopped process does.
            while self.state.withLock({ state in
                if state.isClosed { state.isWaitedAt = true }
                return state.isClosed
            }) { usleep(500) }
        }
    }
}
