import EventContracts
import EventLog
import MedicationDomain
import Testing

@testable import ServiceRuntime

/// What is due at once is said part by part.
@Suite struct DeadlineBatchTests {
    private func engine(dispenses count: Int) throws -> PartitionEngine {
        let definition = tallyService()
        let engine = try PartitionEngine(
            definition, partition: 0, store: PartitionStore(inMemoryFor: definition),
            identity: StoreIdentity(clusterID: "test", partitionCount: 1))
        _ = try engine.finishRebuild(comparedWith: PublishedHistory(), at: t0)
        for number in 0..<count { try apply(number, to: engine) }
        return engine
    }

    private func apply(_ number: Int, to engine: PartitionEngine) throws {
        let payload = dispense("d\(number)")
        let event = CloudEvent(
            id: "e\(number)", source: "urn:test", type: payload.type, time: t0, subject: somebody.rawValue,
            data: try payload.encode())
        let record = Record(
            partition: TopicPartition(.prescribingEvents, 0), offset: Int64(number), timestamp: t0,
            message: event.message(key: Array(somebody.rawValue.utf8)))
        _ = try engine.apply([record]) { true }
    }

    /// What was looked up counts no more once something has changed.
    @Test func aDeadlineIsSeenAfterThereWasNone() throws {
        let engine = try engine(dispenses: 0)
        #expect(try engine.nextDeadline() == nil)
        try apply(0, to: engine)
        #expect(try engine.nextDeadline() == t0 + .hours(1))
    }

    @Test func noMoreThanTheLimitFireInOneTransaction() throws {
        let engine = try engine(dispenses: 5)
        var fired: [Int] = []
        for _ in 0..<4 {
            fired.append(try engine.fireDeadlines(until: t0 + .hours(2), atMost: 2) { true }.tally.fired)
        }
        #expect(fired == [2, 2, 1, 0])
        #expect(try engine.nextDeadline() == nil)
    }

    @Test func whatARecordFollowsFiresWholeBeforeIt() throws {
        let engine = try engine(dispenses: 5)
        _ = try engine.fireDeadlines(until: t0 + .hours(2), atMost: 2) { true }
        let payload = order("o")
        let event = CloudEvent(
            id: "late", source: "urn:test", type: payload.type, time: t0, subject: somebody.rawValue,
            data: try payload.encode())
        let record = Record(
            partition: TopicPartition(.prescribingEvents, 0), offset: 5, timestamp: t0 + .hours(3),
            message: event.message(key: Array(somebody.rawValue.utf8)))
        let applied = try engine.apply([record]) { true }
        #expect(applied.tally.fired == 3)
        #expect(applied.tally.types == ["org.titrate.prescription.accepted.v1": 1])
    }
}
