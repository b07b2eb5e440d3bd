import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

/// The runtime is killed between every two steps and started again; what it says in the end is what an undisturbed run
/// says: invariants 1, 2, 3, 4, 7 and 8.
@Suite(.serialized) struct CrashTests {
    private let feed = Feed()
    private let clock = ManualClock(t0)
    private let log: InMemoryEventLog
    private let directory: TemporaryDirectory

    init() throws {
        let clock = clock
        log = InMemoryEventLog(partitionCount: 3, clock: { clock.now })
        directory = try TemporaryDirectory()
    }

    private static let liveCuts: [CutPoint] = [
        .recordApplied, .beforeCommit, .afterCommit, .beforeProduce, .afterProduce, .beforeOffsetCommit,
        .afterOffsetCommit, .deadlineFired, .storeOpened,
    ]
    static let cases = liveCuts.flatMap { point in [1, 2, 3].map { (point, $0) } }

    @Test(arguments: cases)
    func aRunKilledAndStartedAgainSaysWhatAnUndisturbedRunSays(point: CutPoint, time: Int) async throws {
        let killer = Killer(at: point, time: time)
        let doomed = RunningService(on: log, clock: clock, data: directory.url, cutting: killer.cuts)
        try feed.publish(0..<30, to: log, clock: clock)
        if point != .storeOpened {
            _ = await becomesTrue { killer.hasStruck || doomed.isSettled(on: log) }
            try feed.publish(30..<40, to: log, clock: clock)
            clock.set(t0 + .hours(1.5))
        }
        try await require("the cut is reached") { killer.hasStruck }
        #expect(await doomed.end() is Killed)
        log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)

        let revived = RunningService(on: log, clock: clock, data: directory.url)
        try feed.publish((point == .storeOpened ? 30 : 40)..<feed.items.count, to: log, clock: clock)
        try await require("the feed is read") { revived.isSettled(on: log) }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("the outcome is that of an undisturbed run") { Outcome(of: log).last == expected.last }
        try await revived.stop()
        let outcome = Outcome(of: log)
        #expect(outcome.contradictions == 0)
        #expect(outcome.deadLetters.keys.sorted() == expected.deadLetters.keys.sorted())
    }

    @Test func withoutACutNothingIsSaidTwice() async throws {
        let service = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { service.runner.health.isReady }
        try feed.publish(to: log, clock: clock)
        try await require("the feed is read") { service.isSettled(on: log) }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("every deadline has fired") { Outcome(of: log) == expected }
        try await service.stop()
        let outcome = Outcome(of: log)
        #expect(outcome.repeats == 0)
        #expect(outcome.jumps == 0)
        #expect(outcome.contradictions == 0)
    }

    @Test(arguments: [CutPoint.rebuildBatch, .beforeRebuildCompared, .afterRebuildCompared])
    func aLostStoreIsRebuiltWithoutSayingAnythingAgain(point: CutPoint) async throws {
        let first = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { first.runner.health.isReady }
        try feed.publish(to: log, clock: clock)
        try await require("read") { first.isSettled(on: log) }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("everything is said") { Outcome(of: log) == expected }
        try await first.stop()
        let said = log.broker.allRecords(.withdrawalEvents).count

        try FileManager.default.removeItem(at: directory.url.appending(path: "withdrawal-monitor"))
        let killer = Killer(at: point, time: 2)
        let doomed = RunningService(on: log, clock: clock, data: directory.url, cutting: killer.cuts)
        try await require("the cut is reached") { killer.hasStruck }
        #expect(await doomed.end() is Killed)
        log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)

        let rebuilt = RunningService(on: log, clock: clock, data: directory.url)
        try await require("rebuilt") { rebuilt.isSettled(on: log) && rebuilt.runner.health.isReady }
        try await rebuilt.stop()
        #expect(log.broker.allRecords(.withdrawalEvents).count == said)
        #expect(Outcome(of: log) == expected)
    }

    /// A death between publishing and noting it is made good by the next life; it must not cost the one after it a
    /// rebuild.
    @Test func aStoreThatSentItsOutboxAgainIsTrustedAtTheNextStart() async throws {
        let rebuilds = Mutex(0)
        let noticing = CutPoints { point in
            if point == .beforeRebuildCompared { rebuilds.withLock { $0 += 1 } }
        }
        func live(cutting cuts: CutPoints) async throws {
            let life = RunningService(on: log, clock: clock, data: directory.url, cutting: cuts)
            try await require("the feed is read") { life.isSettled(on: log) }
            try await life.stop()
            log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)
        }
        try feed.publish(0..<20, to: log, clock: clock)
        try await live(cutting: CutPoints())
        let killer = Killer(at: .afterProduce, time: 1)
        let doomed = RunningService(on: log, clock: clock, data: directory.url, cutting: killer.cuts)
        try feed.publish(20..<40, to: log, clock: clock)
        try await require("the cut is reached") { killer.hasStruck }
        #expect(await doomed.end() is Killed)
        log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)

        try await live(cutting: noticing)
        try await live(cutting: noticing)
        #expect(rebuilds.withLock { $0 } == 0)
    }

    @Test func whatIsMissingOnTheOutputsIsSaidAfterARebuild() async throws {
        // Nothing of this feed was ever announced: the store and the announcements are both lost.
        try feed.publish(to: log, clock: clock)
        clock.set(feed.end)
        let service = RunningService(on: log, clock: clock, data: directory.url)
        let expected = try feed.expected()
        try await require("the difference is announced") { Outcome(of: log) == expected }
        try await service.stop()
        #expect(Outcome(of: log).repeats == 0)
    }

    @Test func theLogGoingAwayLosesNothing() async throws {
        let service = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { service.runner.health.isReady }
        log.broker.failNextAppends(40, .retry)
        for item in feed.items.indices {
            // The feed itself goes round the fault: it is the service's producer that fails.
            do { try feed.publish(item..<item + 1, to: log, clock: clock) } catch is LogError {
                try await require("appended") {
                    do {
                        try feed.publish(item..<item + 1, to: log, clock: clock)
                        return true
                    } catch { return false }
                }
            }
        }
        let ticking = clock
        try await require("everything is read") {
            // Retries wait for the clock, which only this test moves.
            ticking.advance(by: .milliseconds(5))
            return service.isSettled(on: log)
        }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("everything is said") {
            ticking.advance(by: .milliseconds(5))
            return Outcome(of: log) == expected
        }
        try await require("and the service is ready again") {
            ticking.advance(by: .milliseconds(5))
            return service.runner.health.isReady
        }
        try await service.stop()
    }

    @Test func newKnowledgeJudgesEachPatientOnceThoughKilled() async throws {
        let first = RunningService(on: log, clock: clock, data: directory.url)
        try await require("ready") { first.runner.health.isReady }
        try feed.publish(to: log, clock: clock)
        try await require("read") { first.isSettled(on: log) }
        try await first.stop()

        let killer = Killer(at: .rejudgeBatch, time: 2)
        let doomed = RunningService(
            tallyService(knowledge: "2"), on: log, clock: clock, data: directory.url, cutting: killer.cuts)
        try await require("the cut is reached") { killer.hasStruck }
        #expect(await doomed.end() is Killed)
        log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)
        let revived = RunningService(tallyService(knowledge: "2"), on: log, clock: clock, data: directory.url)
        try await require("every patient is judged") {
            Outcome(of: log).last.count == 10
                && Outcome(of: log).last.values.allSatisfy { $0.because.contains("answer judged by 2") }
        }
        try await revived.stop()
        #expect(Outcome(of: log).last.values.allSatisfy { $0.because.count { $0 == "answer judged by 2" } == 1 })
    }

    @Test func partitionsOfADeadInstanceAreRebuiltOnTheOther() async throws {
        let killer = Killer(at: .beforeProduce, time: 2)
        let one = RunningService(on: log, clock: clock, data: directory.url, instance: "one", cutting: killer.cuts)
        let two = RunningService(on: log, clock: clock, data: directory.url, instance: "two")
        try await require("both share the partitions") {
            !one.runner.health.partitions.isEmpty && !two.runner.health.partitions.isEmpty
        }
        try feed.publish(to: log, clock: clock)
        try await require("one dies") { killer.hasStruck }
        #expect(await one.end() is Killed)
        log.broker.killMember(instance: "withdrawal-monitor-one", expiring: true)
        try await require("the other has them all") {
            two.runner.health.partitions.count == 3 && two.isSettled(on: log)
        }
        clock.set(feed.end)
        let expected = try feed.expected()
        try await require("the outcome is that of an undisturbed run") { Outcome(of: log).last == expected.last }
        try await two.stop()
        #expect(Outcome(of: log).contradictions == 0)
    }

    @Test func aPartitionThatComesHomeSpeaksAsIfItHadNeverLeft() async throws {
        let third = feed.items.count / 3
        for (turn, name) in ["one", "two", "one"].enumerated() {
            let service = RunningService(on: log, clock: clock, data: directory.url, instance: name)
            try await require("\(name) is ready") { service.runner.health.isReady }
            let end = turn == 2 ? feed.items.count : (turn + 1) * third
            try feed.publish(turn * third..<end, to: log, clock: clock)
            try await require("\(name) has read") { service.isSettled(on: log) }
            if turn == 2 {
                clock.set(feed.end)
                let expected = try feed.expected()
                try await require("the outcome is that of one instance") { Outcome(of: log) == expected }
            }
            try await service.stop()
            log.broker.killMember(instance: "withdrawal-monitor-\(name)", expiring: true)
        }
        let outcome = Outcome(of: log)
        #expect(outcome.contradictions == 0)
    }

    private func require(_ what: Comment, _ condition: @Sendable () throws -> Bool) async throws {
        let isMet = try await becomesTrue { try condition() }
        try #require(isMet, "\(what): \(log.broker.allRecords(.withdrawalEvents).count) announced, clock \(clock.now)")
    }
}
