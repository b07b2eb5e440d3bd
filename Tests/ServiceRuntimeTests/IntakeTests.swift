import EventContracts
import Foundation
import Logging
import MedicationDomain
import Synchronization
import TestSupport
import Testing

@testable import EventLog
@testable import ServiceRuntime

/// The stage in front of a service, on the log in memory.
@Suite struct IntakeTests {
    private static let source = TopicName.hospitalEvents
    private static let target = TopicName.prescribingIntake

    private let clock = ManualClock(t0)
    private let log: InMemoryEventLog
    private let producer: CountingProducer
    private let member: InMemoryMember
    private let runner: IntakeRunner

    init() throws {
        let clock = clock
        log = InMemoryEventLog(partitionCount: 4, clock: { clock.now })
        producer = CountingProducer(inner: InMemoryProducer(log.broker))
        member = InMemoryMember(Membership(group: "intake", instance: "1", lead: Self.source), log.broker)
        let intake = IntakeDefinition(source: Self.source, target: Self.target) { record in
            let facts = HospitalFacts(patientId: PatientID("\(record.partition.partition)-\(record.offset)"), facts: [])
            return IntakeResult(forwarded: [facts])
        }
        let definition = tallyService()
        runner = IntakeRunner(
            intake, service: definition, log: log,
            configuration: RunnerConfiguration(
                dataDirectory: URL(filePath: "/dev/null"), instance: "1", batchRecords: 10, batchBytes: 100_000,
                clock: clock.runtimeClock),
            health: ServiceHealth(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: RuntimeMetrics(service: definition.name), partitionCount: 4)
    }

    private func write(_ count: Int, bytes: Int = 1) throws {
        for partition in 0..<4 as Range<Int32> {
            let message = Message(key: nil, value: Array(repeating: 1, count: bytes), headers: [])
            let record = OutgoingRecord(topic: Self.source, partition: partition, message: message)
            _ = try log.broker.append(Array(repeating: record, count: count))
        }
    }

    private func events() throws -> [MemberEvent] {
        var events: [MemberEvent] = []
        while let event = try member.nextIfAny() { events.append(event) }
        return events
    }

    private var committed: Int64 {
        let offsets = log.broker.read { $0.groups["intake"]?.committed ?? [:] }
        return offsets.values.reduce(0, +)
    }

    /// The way to the log costs the same for much and for little.
    @Test func whatIsThereGoesToTheLogAtOnce() async throws {
        try await runner.take(events(), member, producer)
        try write(3)
        try await runner.take(events(), member, producer)
        #expect(producer.sizes == [12])
        let written = log.broker.allRecords(Self.target).compactMap { $0.message.header("ce_subject") }
        #expect(Set(written).count == 12)
    }

    /// What is read ahead of the log has a limit, in records and in bytes.
    @Test(arguments: [(3, 1, 12), (5, 1, 10), (1, 60_000, 2)])
    func noMoreThanABatchGoesAlong(each: Int, bytes: Int, together: Int) async throws {
        try await runner.take(events(), member, producer)
        try write(each, bytes: bytes)
        let first = try #require(try member.nextIfAny())
        let gathered = try runner.gather(after: first, from: member)
        try await runner.take(gathered, member, producer)
        #expect(producer.sizes == [together])
    }

    /// Another member speaks of a partition that has left.
    @Test func ofAPartitionThatHasLeftNothingIsToldAnyMore() {
        let offsets = ReachedOffsets()
        offsets.note([TopicPartition(Self.source, 0): 3, TopicPartition(Self.source, 1): 4])
        offsets.drop([0])
        offsets.putBack([TopicPartition(Self.source, 1): 2])
        #expect(offsets.take() == [TopicPartition(Self.source, 1): 4])
        #expect(offsets.take().isEmpty)
    }

    @Test func theGroupIsToldAfterwards() async throws {
        try await runner.take(events(), member, producer)
        try write(2)
        try await runner.take(events(), member, producer)
        #expect(committed == 0)
        try await runner.commitOffsets(member)
        #expect(committed == 8)
    }

    @Test func beforeAPartitionLeavesTheGroupIsTold() async throws {
        try await runner.take(events(), member, producer)
        try write(2)
        let left = Mutex<Int64?>(nil)
        let read = try events()
        let leaving = MemberEvent.revoked(
            Revocation(partitions: [0, 1, 2, 3], isLost: false) { left.withLock { $0 = self.committed } })
        try await runner.take(read + [leaving], member, producer)
        #expect(left.withLock { $0 } == 8)
    }

    /// Whoever starts again begins where the group was told, and forwards the rest again under the same ids.
    @Test func whatTheGroupWasNotToldOfIsForwardedAgain() async throws {
        try await runner.take(events(), member, producer)
        try write(2)
        try await runner.take(events(), member, producer)
        await member.close(within: .seconds(1), leavingGroup: true)
        let second = InMemoryMember(Membership(group: "intake", instance: "2", lead: Self.source), log.broker)
        var events: [MemberEvent] = []
        while let event = try second.nextIfAny() {
            try await runner.take([event], second, producer)
            events.append(event)
        }
        let ids = log.broker.allRecords(Self.target).compactMap { $0.message.header("ce_id") }
        #expect(ids.count == 16)
        #expect(Set(ids).count == 8)
    }
}

private final class CountingProducer: LogProducer {
    private let inner: InMemoryProducer
    private let counts = Mutex<[Int]>([])
    var sizes: [Int] { counts.withLock { $0 } }

    init(inner: InMemoryProducer) { self.inner = inner }

    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        counts.withLock { $0.append(records.count) }
        return try await inner.append(records)
    }
    func close(within limit: Duration) async { await inner.close(within: limit) }
}
