import EventContracts
import EventLog
import MedicationDomain
import TestSupport
import Testing

@testable import ServiceRuntime

/// Successive owners of a partition number their announcements in stretches that do not touch.
@Suite struct OwnershipTests {
    private let identity = StoreIdentity(clusterID: "c", partitionCount: 1)

    private func engine() throws -> PartitionEngine {
        let definition = tallyService()
        return try PartitionEngine(
            definition, partition: 0, store: try PartitionStore(inMemoryFor: definition), identity: identity)
    }

    private func record(_ id: String, offset: Int64) throws -> LogRecord {
        let event = CloudEvent(
            id: id, source: "urn:test", type: DispenseEvent.types[0], time: t0, subject: somebody.rawValue,
            data: try dispense(id).encode())
        return Record(
            partition: TopicPartition(.prescribingEvents, 0), offset: offset, timestamp: t0,
            message: event.message(key: Array(somebody.rawValue.utf8)))
    }

    private func revisions(_ applied: Applied) throws -> [Int] {
        try applied.rows.flatMap(\.records).compactMap { try CloudEvent($0.message).revision }
    }

    private func note(_ applied: Applied, in history: inout PublishedHistory) {
        for outgoing in applied.rows.flatMap(\.records) {
            let place = TopicPartition(outgoing.topic, 0)
            history.note(
                Record(partition: place, offset: 0, timestamp: t0, message: outgoing.message),
                definition: tallyService())
        }
    }

    @Test func whatAFormerOwnerStillSaysLiesBelowEverythingALaterOneSays() throws {
        let former = try engine()
        _ = try former.finishRebuild(comparedWith: PublishedHistory(), at: t0)
        var history = PublishedHistory()
        note(try former.apply([record("d1", offset: 0)]) { true }, in: &history)
        // Committed by the former and not published yet, when the partition moves.
        let late = try revisions(former.apply([record("d2", offset: 1), record("d3", offset: 2)]) { true })
        #expect(late == [2, 3])

        let later = try engine()
        try later.takeOver(epoch: 1)
        _ = try later.apply([record("d1", offset: 0)]) { true }
        _ = try later.finishRebuild(comparedWith: history, at: t0)
        let said = try revisions(later.apply([record("d2", offset: 1)]) { true })
        #expect(said == [Ownership.stride + 1])
    }

    /// A late word of a former owner between ours: the store knows its own, and that it does not know all.
    @Test func whatStandsBetweenOurOwnWordsIsNotTakenForKnown() throws {
        let engine = try engine()
        _ = try engine.finishRebuild(comparedWith: PublishedHistory(), at: t0)
        let place = TopicPartition(.withdrawalEvents, 0)
        let first = try engine.apply([record("d1", offset: 0)]) { true }
        let sent = first.rows.flatMap(\.records)
        try engine.acknowledge(through: first.rows.last?.id ?? 0, receipt: [place: Int64(sent.count)], sent: sent)
        #expect(engine.outputEnds[.withdrawalEvents] == Int64(sent.count))
        let second = try engine.apply([record("d2", offset: 1)]) { true }
        let more = second.rows.flatMap(\.records)
        let end = Int64(sent.count + more.count + 1)
        try engine.acknowledge(through: second.rows.last?.id ?? 0, receipt: [place: end], sent: more)
        #expect(engine.outputEnds[.withdrawalEvents] == Int64(sent.count))
        #expect(try engine.outbox(limit: 9).isEmpty)
    }

    @Test func aFirstOwnerBeginsAtOne() throws {
        let first = try engine()
        _ = try first.finishRebuild(comparedWith: PublishedHistory(), at: t0)
        #expect(try revisions(first.apply([record("d1", offset: 0)]) { true }) == [1])
    }

    @Test func anOwnerThatFindsWordsOfNobodyKnownLeavesThemRoom() throws {
        var history = PublishedHistory()
        let former = try engine()
        _ = try former.finishRebuild(comparedWith: PublishedHistory(), at: t0)
        note(try former.apply([record("d9", offset: 0)]) { true }, in: &history)
        // Neither a store nor a report of the former is left: only what it said.
        let later = try engine()
        let applied = try later.finishRebuild(comparedWith: history, at: t0)
        #expect(try revisions(applied).isEmpty)
        #expect(later.ownership.revisionBase == Ownership.stride)
    }
}
