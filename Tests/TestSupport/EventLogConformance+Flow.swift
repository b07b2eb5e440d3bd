import EventContracts
import EventLog

extension EventLogConformance {
    static func readerBeginsAnywhere(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(3)
        try await fill(fixture, topic, partitions: [0, 1, 2], count: 6)
        let reader = try fixture.log.makeReader(from: [
            TopicPartition(topic, 0): .earliest, TopicPartition(topic, 1): .offset(4), TopicPartition(topic, 2): .end,
        ])
        var records: [Record] = []
        try await eventuallyCollect(8, from: reader, into: &records)
        try expectEqual(offsets(records, 0), Array(0..<6), "from the earliest")
        try expectEqual(offsets(records, 1), [4, 5], "from an offset")
        try expectEqual(try await reader.next(waiting: .milliseconds(50)), [], "nothing more is there")
        try await fill(fixture, topic, partitions: [2], count: 1)
        try await eventuallyCollect(9, from: reader, into: &records)
        try expectEqual(offsets(records, 2), [6], "from the end")
        await reader.close()
        try expectEqual(try await reader.next(waiting: .seconds(5)), nil, "after close")
    }

    static func backPressure(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(2)
        let count = 5_000
        try await fill(fixture, topic, partitions: [0, 1], count: count)
        let log = try fixture.makeSmallLog(300)
        // Slow in two ways: a long wait at the beginning, and a turn of other work before each event.
        let started = ContinuousClock.now
        let follower = EventLogFollower(
            try log.join(fixture.membership("slow", on: topic)), topics: [topic]
        ) {
            for _ in 0..<20 { await Task.yield() }
            if ContinuousClock.now - started < .seconds(5) {
                do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
            }
        }
        try await eventually(within: .seconds(100), "10,000 records") { follower.now.records.count >= 2 * count }
        for partition in [Int32(0), 1] {
            try expectEqual(
                offsets(follower.now.records, partition), Array(0..<Int64(count)), "records of \(partition)")
        }
        await follower.close()
    }

    static func seekMoves(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        try await fill(fixture, topic, partitions: [0], count: 10)
        let follower = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic])
        try await eventually("10 records") { follower.now.records.count == 10 }
        follower.member.seek(TopicPartition(topic, 0), to: 7)
        try await eventually("the last three again") { follower.now.records.count == 13 }
        try expectEqual(offsets(follower.now.records, 0), Array(0..<10) + [7, 8, 9], "offsets")
        await follower.close()
    }

    static func pauseAndResume(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(2)
        let (quiet, busy) = (TopicPartition(topic, 0), TopicPartition(topic, 1))
        let follower = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic])
        try await eventually("both ends") { follower.now.ends.count == 2 }
        follower.member.pause([quiet])
        try await fill(fixture, topic, partitions: [0, 1], count: 5)
        try await eventually("the other partition's records") { follower.now.ends[busy] == 5 }
        try expectEqual(offsets(follower.now.records, 0), [], "records of the paused partition")
        try expectEqual(offsets(follower.now.records, 1), Array(0..<5), "records of the other")
        follower.member.resume([quiet])
        try await eventually("the paused records") { follower.now.ends[quiet] == 5 }
        try expectEqual(offsets(follower.now.records, 0), Array(0..<5), "records after the pause")
        await follower.close()
    }

    static func endsAreTold(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(2)
        try await fill(fixture, topic, partitions: [1], count: 4)
        let follower = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic])
        let (empty, full) = (TopicPartition(topic, 0), TopicPartition(topic, 1))
        try await eventually("both ends") { follower.now.ends == [empty: 0, full: 4] }
        try expectEqual(offsets(follower.now.records, 1), Array(0..<4), "records before the end")
        try await fill(fixture, topic, partitions: [0], count: 2)
        try await eventually("the new end") { follower.now.ends == [empty: 2, full: 4] }
        await follower.close()
    }

    static func offsetOutOfRangeStops(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        try await fill(fixture, topic, partitions: [0], count: 3)
        let follower = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic], start: .offset(1_000))
        try await eventually("the member stops") { follower.now.hasEnded }
        try expectEqual(follower.now.failure?.remedy, .stop, "remedy")
        try expectEqual(follower.now.failure?.code, "OFFSET_OUT_OF_RANGE", "code")
        await follower.close()
    }

    static func cancelledWaitLosesNothing(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        let member = try fixture.log.join(fixture.membership("a", on: topic))
        while let event = try await member.next() {
            if case .assigned(let assignment) = event { assignment.begin(at: [TopicPartition(topic, 0): .earliest]) }
            if case .reachedEnd = event { break }
        }
        let waiting = Task { _ = try await member.next() }
        waiting.cancel()
        _ = try await expectThrown(CancellationError.self) { try await waiting.value }
        try await fill(fixture, topic, partitions: [0], count: 1)
        guard case .records(_, let records)? = try await member.next() else { throw Unfulfilled("no records came") }
        try expectEqual(records.map(\.text), ["0"], "the record after the cancelled wait")
        await member.close(within: .seconds(5), leavingGroup: false)
    }

    static func closeEndsEverything(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        let member = try fixture.log.join(fixture.membership("a", on: topic))
        let waiting = Task { () -> Bool in
            while let event = try await member.next() {
                if case .assigned(let assignment) = event {
                    assignment.begin(at: [TopicPartition(topic, 0): .earliest])
                }
            }
            return true
        }
        try await eventually("the member owns the partition") { member.isFresh(0) }
        await member.close(within: .seconds(5), leavingGroup: false)
        try expect(try await waiting.value, "the waiting next() did not end")
        try expect(try await member.next() == nil, "next() after close")
        try expect(!member.isFresh(0), "a closed member is fresh")
        let producer = try fixture.log.makeProducer()
        await producer.close(within: .seconds(5))
        let error = try await expectThrown(LogError.self) { try await producer.append([.text("late", to: topic)]) }
        try expectEqual(error.code, "CLOSED", "append after close")
    }

    /// Appends texts `0`, `1`, … to each of the partitions, in batches.
    static func fill(
        _ fixture: EventLogFixture, _ topic: TopicName, partitions: [Int32], count: Int
    ) async throws {
        let producer = try fixture.log.makeProducer()
        for first in stride(from: 0, to: count, by: 500) {
            let numbers = first..<min(count, first + 500)
            try await producer.append(
                numbers.flatMap { number in partitions.map { .text("\(number)", to: topic, $0) } })
        }
        await producer.close(within: .seconds(5))
    }

    static func offsets(_ records: [Record], _ partition: Int32) -> [Int64] {
        records.filter { $0.partition.partition == partition }.map(\.offset)
    }
}
