import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import ServiceRuntime

/// When a service calls what it stands on unreliable: by value first, then on a log.
@Suite struct SourceBoardTests {
    private func status(
        _ partition: Int32, at instant: Instant, _ phase: ServiceStatus.Phase = .live, trouble: String? = nil,
        sources: [ServiceStatus.SourceActivity] = []
    ) -> ServiceStatus {
        ServiceStatus(
            service: .prescribing, instance: "1", partition: partition, phase: phase, inputs: [],
            knowledgeVersion: "1", knowledgeHash: "", trouble: trouble, sources: sources, reportedAt: instant)
    }

    /// What the board says every second until then, having heard that.
    private func said(
        by board: inout SourceBoard, until end: Instant, from start: Instant = t0,
        hearing report: (Instant) -> [ServiceStatus]
    ) -> [SourceBoard.Change] {
        var (all, now): ([SourceBoard.Change], Instant) = ([], start)
        while now <= end {
            for status in report(now) { board.take(status, at: now) }
            let changes = board.changes(asOf: now)
            for change in changes { board.note(change) }
            all += changes
            now = now + .seconds(1)
        }
        return all
    }

    @Test func whoReportsIsNotSpokenOf() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 2)
        let said = said(by: &board, until: t0 + .minutes(5)) { now in [status(0, at: now), status(1, at: now)] }
        #expect(said.isEmpty)
    }

    @Test func silenceOfOnePartitionIsSaidOnceItHasLasted() throws {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 2)
        let said = said(by: &board, until: t0 + .minutes(5)) { now in
            [status(0, at: now)] + (now <= t0 ? [status(1, at: now)] : [])
        }
        let change = try #require(said.first)
        #expect(said.count == 1)
        #expect(change.report.condition == .silent)
        #expect(change.report.affectedPartitions == 1)
        #expect(change.report.notCheckedSince == t0)
        // Silent after more than 30 s, said after 20 s of it.
        #expect(change.report.observedAt == t0 + .seconds(51))
    }

    @Test func aShortGapIsNotSaid() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 1)
        let said = said(by: &board, until: t0 + .minutes(5)) { now in
            let gap = t0 + .seconds(60)..<t0 + .seconds(108)
            return gap.contains(now) ? [] : [status(0, at: now)]
        }
        #expect(said.isEmpty)
    }

    @Test func aServiceNeverHeardIsSilentAndNobodyKnowsSinceWhen() throws {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 3)
        let said = said(by: &board, until: t0 + .minutes(2)) { _ in [] }
        #expect(said.map(\.report.condition) == [.silent])
        #expect(said.first?.report.affectedPartitions == 3)
        #expect(said.first?.report.notCheckedSince == nil)
    }

    @Test func whatGoesFromOneTroubleIntoTheNextIsSaid() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 1)
        let said = said(by: &board, until: t0 + .minutes(2)) { now in
            // Ten seconds of each, over and over.
            let turn = (now.since(t0).milliseconds / 10_000) % 2
            return [status(0, at: now, turn == 0 ? .rebuilding : .stopped)]
        }
        #expect(said.count == 1)
        #expect(said.first?.report.observedAt == t0 + .seconds(20))
    }

    @Test func aSlowClockOfAHostIsNoSilence() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 1)
        var said: [SourceBoard.Change] = []
        for second in 0..<180 {
            let now = t0 + .seconds(Double(second))
            board.take(status(0, at: now - .minutes(5)), at: now)
            said += board.changes(asOf: now)
        }
        #expect(said.isEmpty)
    }

    @Test func partitionsThatFailTogetherAreOneWord() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 3)
        let said = said(by: &board, until: t0 + .minutes(3)) { now in
            (0..<3).filter { now < t0 + .seconds(10 + 4 * Double($0)) }.map { status(Int32($0), at: now) }
        }
        #expect(said.map(\.report.affectedPartitions) == [3])
    }

    @Test func whatHasStoppedOrIsRebuildingIsNoBetterThanSilent() {
        for (phase, trouble, expected) in [
            (ServiceStatus.Phase.stopped, nil, SourceReport.Condition.stopped), (.live, "disk-full", .stopped),
            (.rebuilding, nil, .rebuilding), (.rejudging, nil, nil),
        ] as [(ServiceStatus.Phase, String?, SourceReport.Condition?)] {
            var board = SourceBoard(watching: [.prescribing], partitionCount: 1)
            let said = said(by: &board, until: t0 + .minutes(1)) { now in
                [status(0, at: now, phase, trouble: trouble)]
            }
            #expect(said.map(\.report.condition) == [expected].compactMap(\.self))
        }
    }

    @Test func whatReportsAgainIsSaidToBeReliableWithAHigherRevision() throws {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 1)
        let said = said(by: &board, until: t0 + .minutes(6)) { now in
            now < t0 + .minutes(3) ? [] : [status(0, at: now)]
        }
        #expect(said.map(\.report.condition) == [.silent, .reliable])
        #expect(said.map(\.revision) == said.map(\.revision).sorted())
        #expect(Set(said.map(\.revision)).count == 2)
    }

    @Test func aRestartedWatchSaysNothingTwice() {
        var first = SourceBoard(watching: [.prescribing], partitionCount: 1)
        let told = said(by: &first, until: t0 + .minutes(1)) { _ in [] }
        var second = SourceBoard(watching: [.prescribing], partitionCount: 1)
        for change in told { second.note(change) }
        #expect(said(by: &second, until: t0 + .minutes(3), from: t0 + .minutes(1)) { _ in [] }.isEmpty)
    }

    @Test func aQuietHospitalIsNamedByTheNewestWordAboutIt() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 2)
        let said = said(by: &board, until: t0 + .minutes(1)) { now in
            let heard = ServiceStatus.SourceActivity(source: "north", lastHeardAt: t0, isQuiet: true)
            let older = ServiceStatus.SourceActivity(source: "north", lastHeardAt: t0 - .hours(1), isQuiet: false)
            return [status(0, at: now, sources: [heard]), status(1, at: now, sources: [older])]
        }
        #expect(said.map(\.report.source) == ["hospital.north"])
        #expect(said.map(\.report.condition) == [.quiet])
        #expect(said.first?.report.notCheckedSince == t0)
    }

    @Test func aClockThatRunsAheadDoesNotHideSilence() {
        var board = SourceBoard(watching: [.prescribing], partitionCount: 1)
        var isFirst = true
        let said = said(by: &board, until: t0 + .minutes(2)) { now in
            defer { isFirst = false }
            return isFirst ? [status(0, at: now + .hours(5))] : []
        }
        #expect(said.map(\.report.condition) == [.silent])
    }
}

@Suite(.serialized) struct SourceWatchTests {
    private let clock = ManualClock(t0)
    private let log: InMemoryEventLog
    private let directory: TemporaryDirectory

    init() throws {
        let clock = clock
        log = InMemoryEventLog(partitionCount: 3, clock: { clock.now })
        directory = try TemporaryDirectory()
    }

    private var definition: ServiceDefinition {
        var definition = tallyService()
        definition.watches = [.prescribing]
        return definition
    }

    private func reports(_ partition: Int32) throws {
        let status = ServiceStatus(
            service: .prescribing, instance: "1", partition: partition, phase: .live, inputs: [],
            knowledgeVersion: "1", knowledgeHash: "", reportedAt: clock.now)
        let record = try #require(StatusRecord.record(status, source: "urn:test"))
        try log.broker.append([record], at: clock.now)
    }

    private func said() throws -> [SourceReport] {
        try log.broker.allRecords(.sources(of: .withdrawalMonitor)).map { record in
            let event = try CloudEvent(record.message)
            #expect(record.message.key == Array("urn:titrate:source:prescribing".utf8))
            return try SourceReport.decode(try #require(event.data), type: event.type)
        }
    }

    /// Lets time pass, in steps that the watch follows.
    private func pass(_ span: Span, reporting partitions: [Int32], to service: RunningService) async throws {
        let end = clock.now + span
        while clock.now < end {
            for partition in partitions { try reports(partition) }
            clock.advance(by: .seconds(5))
            let hasLooked = await becomesTrue { service.runner.health.sourcesWatchedAt == clock.now }
            try #require(hasLooked)
        }
    }

    @Test func silenceIsSaidOnTheLogEndedOnTheLogAndNotRepeatedAfterARestart() async throws {
        for partition in 0..<Int32(3) { try reports(partition) }
        let service = RunningService(definition, on: log, clock: clock, data: directory.url)
        try #require(await becomesTrue { service.runner.health.isReady })
        try await pass(.seconds(40), reporting: [0, 1, 2], to: service)
        #expect(try said().isEmpty)
        try await pass(.seconds(70), reporting: [0, 2], to: service)
        #expect(try said().map(\.condition) == [.silent])
        #expect(try said().first?.affectedPartitions == 1)
        try await service.stop()
        let next = RunningService(definition, on: log, clock: clock, data: directory.url)
        try #require(await becomesTrue { next.runner.health.isReady })
        try await pass(.seconds(40), reporting: [0, 2], to: next)
        #expect(try said().count == 1)
        try await pass(.seconds(40), reporting: [0, 1, 2], to: next)
        #expect(try said().map(\.condition) == [.silent, .reliable])
        try await next.stop()
    }
}
