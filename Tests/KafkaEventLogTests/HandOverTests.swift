import EventContracts
import EventLog
import MedicationDomain
import Synchronization
import Testing

@testable import KafkaEventLog

@Suite struct HandOverTests {
    private let partition = TopicPartition("t", 0)
    private let rooms = Rooms()

    private final class Rooms: Sendable {
        let count = Mutex(0)
    }

    private func makeQueue(_ limit: Int) -> HandOver {
        HandOver(recordLimit: limit, byteLimit: 1_000_000) { [rooms] in rooms.count.withLock { $0 += 1 } }
    }

    private func push(_ offsets: Range<Int64>, _ queue: HandOver, _ place: TopicPartition? = nil, cut: Int = 0) {
        let partition = place ?? partition
        let records = offsets.map { offset in
            Record(
                partition: partition, offset: offset, timestamp: Instant(millisecondsSince1970: 0),
                message: Message(value: nil))
        }
        queue.push(.records(partition, records), of: partition, sinceCut: cut)
    }

    private func offsets(_ taken: HandOver.Taken) -> [Int64] {
        guard case .event(.records(_, let records)) = taken else { return [] }
        return records.map(\.offset)
    }

    @Test func itIsFullAtTheLimitAndWakesTheThreadWhenHalfEmpty() async throws {
        let queue = makeQueue(4)
        for first in Int64(0)..<4 { push(first..<first + 1, queue) }
        #expect(queue.isFull)
        _ = try await queue.take()
        #expect(queue.isFull)
        _ = try await queue.take()
        #expect(!queue.isFull)
        #expect(rooms.count.withLock { $0 } == 1)
    }

    @Test func whatIsThereIsTakenWithoutWaiting() {
        let queue = makeQueue(2)
        #expect(queue.takeIfAny().map { _ in 1 } == nil)
        push(0..<2, queue)
        push(2..<3, queue)
        #expect(queue.isFull)
        #expect(queue.takeIfAny().map { offsets(.event($0)) } == [0, 1])
        #expect(!queue.isFull)
        #expect(rooms.count.withLock { $0 } == 1)
        queue.hold([partition])
        #expect(queue.takeIfAny().map { _ in 1 } == nil)
        queue.letGo([partition])
        queue.finish()
        #expect(queue.takeIfAny().map { _ in 1 } == nil)
    }

    @Test func afterACutOnlyWhatIsReadLaterComes() async throws {
        let queue = makeQueue(100)
        push(0..<3, queue)
        let cut = queue.cut(partition)
        push(3..<5, queue)
        push(1..<2, queue, cut: cut)
        #expect(offsets(try await queue.take()) == [1])
    }

    @Test func heldPartitionsStayAndAreNotCounted() async throws {
        let queue = makeQueue(3)
        let other = TopicPartition("t", 1)
        push(0..<3, queue)
        #expect(queue.isFull)
        queue.hold([partition])
        #expect(!queue.isFull)
        push(7..<8, queue, other)
        #expect(offsets(try await queue.take()) == [7])
        queue.letGo([partition])
        #expect(offsets(try await queue.take()) == [0, 1, 2])
    }

    @Test func waitingEndsWithTheLimitTheErrorOrTheClose() async throws {
        let queue = makeQueue(3)
        guard case .timedOut = try await queue.take(within: .milliseconds(1)) else {
            Issue.record("an empty queue gave something")
            return
        }
        let failure = LogError(.stop, code: "X", message: "")
        queue.finish(failure)
        await #expect(throws: failure) { try await queue.take() }
    }
}
