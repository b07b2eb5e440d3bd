import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Synchronization
import TestSupport
import Testing

/// There are more partitions than threads: each gets its turn, however much another has to do.
@Suite struct FairnessTests {
    private static let partitions: Int32 = 12
    private static let records = 60

    @Test(.timeLimit(.minutes(2))) func noPartitionWaitsUntilAnotherHasNothingToDo() async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "titrate-fairness-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: data) }
        // Each record gets a moment of its own, so that outputs of all partitions have one order.
        let moment = Counter()
        let log = InMemoryEventLog(partitionCount: Int(Self.partitions), clock: { moment.next() })
        let service = RunningService(on: log, clock: ManualClock(t0), data: data, batch: 1)
        try await eventually(within: .seconds(60), "every partition is live") { service.isSettled(on: log) }
        _ = try log.broker.append((0..<Self.partitions).flatMap(work(for:)))
        try await eventually(within: .seconds(60), "everything is said") { service.isSettled(on: log) }
        try await service.stop()
        let said = Dictionary(
            grouping: log.broker.allRecords(.withdrawalEvents), by: { $0.message.header("ce_subject") })
        let times = said.values.map { $0.map(\.timestamp) }
        #expect(times.count == Self.partitions)
        let lastBeginning = try #require(times.compactMap { $0.min() }.max())
        let firstEnd = try #require(times.compactMap { $0.max() }.min())
        #expect(times.allSatisfy { $0.count == Self.records })
        #expect(lastBeginning < firstEnd, "a partition began when another had come to its end")
    }

    private func work(for partition: Int32) throws -> [OutgoingRecord] {
        try (0..<Self.records).map { number in
            let payload = dispense("d-\(number)")
            let event = CloudEvent(
                id: "e-\(number)", source: "urn:test", type: payload.type, time: t0, subject: "patient-\(partition)",
                data: try payload.encode())
            return OutgoingRecord(
                topic: .prescribingEvents, partition: partition, message: event.message(key: [UInt8(partition)]))
        }
    }
}

private final class Counter: Sendable {
    private let moment = Mutex(t0)
    func next() -> Instant {
        moment.withLock {
            $0 = $0 + .milliseconds(1)
            return $0
        }
    }
}
