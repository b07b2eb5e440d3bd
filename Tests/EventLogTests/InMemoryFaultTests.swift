import EventContracts
import EventLog
import MedicationDomain
import Testing

@Suite struct InMemoryFaultTests {
    private let log = InMemoryEventLog(partitionCount: 2) { Instant(millisecondsSince1970: 5) }
    private let record = OutgoingRecord(topic: "t", partition: 1, message: Message(value: [1]))

    @Test func failedAppendsLeaveNothingBehindUnlessTheAcknowledgementWasLost() async throws {
        let producer = try log.makeProducer()
        log.broker.failNextAppends(1, .retry)
        await #expect(throws: LogError.self) { try await producer.append([record]) }
        #expect(log.broker.allRecords("t").isEmpty)
        log.broker.failNextAppends(1, .stop, recording: true)
        await #expect(throws: LogError.self) { try await producer.append([record]) }
        #expect(log.broker.allRecords("t").count == 1)
        try await producer.append([record])
        #expect(log.broker.end(of: TopicPartition("t", 1)) == 2)
    }

    @Test func theHookDecidesBatchByBatch() async throws {
        let producer = try log.makeProducer()
        log.broker.setAppendHook { (records) throws(LogError) in
            if records.count > 1 { throw LogError(.reject, code: "HOOK", message: "two at once") }
        }
        try await producer.append([record])
        await #expect(throws: LogError(.reject, code: "HOOK", message: "two at once")) {
            try await producer.append([record, record])
        }
        #expect(log.broker.allRecords("t").count == 1)
    }

    @Test func trimmedRecordsAreGoneAndOffsetsStay() async throws {
        for _ in 0..<5 { try log.broker.append([record]) }
        let partition = TopicPartition("t", 1)
        log.broker.trim(partition, before: 3)
        #expect(try await log.offsets(of: [partition])[partition] == OffsetRange(earliest: 3, end: 5))
        #expect(log.broker.records(in: partition, from: 0, max: 1).map(\.offset) == [3])
    }

    @Test func aStaticMemberThatComesBackKeepsItsPartitionsAndFencesTheOld() async throws {
        let membership = Membership(group: "g", instance: "a", lead: "t")
        let old = try log.join(membership)
        guard case .assigned(let first)? = try await old.next() else { throw CancellationError() }
        first.begin(at: [TopicPartition("t", 0): .earliest, TopicPartition("t", 1): .earliest])
        let new = try log.join(membership)
        guard case .assigned(let second)? = try await new.next() else { throw CancellationError() }
        #expect(second.partitions == first.partitions)
        #expect(!old.isFresh(0))
        await #expect(throws: LogError.self) { try await old.next() }
    }

    @Test func partitionsOfAKilledMemberMoveWhenSessionsExpire() async throws {
        let first = try log.join(Membership(group: "g", instance: "a", lead: "t"))
        guard case .assigned? = try await first.next() else { throw CancellationError() }
        log.broker.killMember(instance: "a")
        #expect(!first.isFresh(0))
        let second = try log.join(Membership(group: "g", instance: "b", lead: "t"))
        guard case .assigned(let shared)? = try await second.next() else { throw CancellationError() }
        #expect(shared.partitions == [1])
        log.broker.expireSessions()
        guard case .revoked(let revocation)? = try await second.next() else { throw CancellationError() }
        revocation.complete()
        guard case .assigned(let whole)? = try await second.next() else { throw CancellationError() }
        #expect(whole.partitions == [0, 1])
    }
}
