import EventContracts
import EventLog

extension EventLogConformance {
    static func crashBringsUncommittedAgain(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        let partition = TopicPartition(topic, 0)
        try await fill(fixture, topic, partitions: [0], count: 10)
        let first = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic])
        try await eventually("10 records") { first.now.records.count == 10 }
        try await first.member.commit([partition: 4])
        await fixture.crash(first.member, "a")
        let second = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic])
        try await eventually("the uncommitted records") { second.now.ends[partition] == 10 }
        try expectEqual(offsets(second.now.records, 0), Array(4..<10), "records after the crash")
        await second.close()
    }

    static func resumeFromGivenOffsets(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(3)
        try await fill(fixture, topic, partitions: [0, 1, 2], count: 6)
        let follower = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic],
            at: [TopicPartition(topic, 0): .offset(2), TopicPartition(topic, 1): .end])
        try await eventually("all ends") { follower.now.ends.count == 3 }
        try expectEqual(offsets(follower.now.records, 0), Array(2..<6), "from an offset")
        try expectEqual(offsets(follower.now.records, 1), [], "from the end")
        try expectEqual(offsets(follower.now.records, 2), Array(0..<6), "never committed: from the earliest")
        await follower.close()
    }

    static func coAssignedComeAlong(_ fixture: EventLogFixture) async throws {
        let (lead, other) = (try await fixture.topic(3), try await fixture.topic(3))
        try await fill(fixture, lead, partitions: [0, 1, 2], count: 2)
        try await fill(fixture, other, partitions: [0, 1, 2], count: 3)
        let follower = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: lead, with: [other])), topics: [lead, other])
        try await eventually("all ends of both topics") { follower.now.ends.count == 6 }
        try expectEqual(follower.texts(lead).count, 6, "records of the lead")
        try expectEqual(follower.texts(other).count, 9, "records of the co-assigned topic")
        await follower.close()
    }

    static func rebalanceHandlesEverything(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(4)
        try await fill(fixture, topic, partitions: [0, 1, 2, 3], count: 5)
        let first = EventLogFollower(
            try fixture.log.join(fixture.membership("a", on: topic)), topics: [topic])
        try await eventually("all partitions for the first") { first.now.records.count == 20 }
        try expectEqual(first.now.owned, [0, 1, 2, 3], "alone")
        try expect(first.member.isFresh(3), "an owned partition is not fresh")
        // The embedded broker refuses commits while a group rebalances, so what is done is committed before.
        try await first.member.commit(first.positions)

        let second = EventLogFollower(
            try fixture.log.join(fixture.membership("b", on: topic)), topics: [topic])
        try await eventually("the partitions are shared") {
            first.now.owned.count == 2 && second.now.owned.count == 2
        }
        try expectEqual(first.now.owned.union(second.now.owned), [0, 1, 2, 3], "owned by both together")
        try expectEqual(first.now.revocations.first, [0, 1, 2, 3], "what the first let go")
        for partition in Int32(0)..<4 {
            try expectEqual(first.member.isFresh(partition), first.now.owned.contains(partition), "fresh in the first")
            try expectEqual(second.member.isFresh(partition), second.now.owned.contains(partition), "in the second")
        }

        try await fill(fixture, topic, partitions: [0, 1, 2, 3], count: 5)
        try await eventually("every new record") { first.now.records.count + second.now.records.count == 40 }
        let all = (first.now.records + second.now.records).map { [Int64($0.partition.partition), $0.offset] }
        try expectEqual(Set(all).count, 40, "each record handled once")
        for record in second.now.records { try expect(record.offset >= 5, "a committed record came again") }
        await first.close()
        await second.close()
    }

    static func nothingBeforeBegin(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        try await fill(fixture, topic, partitions: [0], count: 2)
        let member = try fixture.log.join(fixture.membership("a", on: topic))
        guard case .assigned(let assignment)? = try await member.next() else {
            throw Unfulfilled("the first event is not the assignment")
        }
        let early = Task { try await member.next() }
        // Longer than any fetch: what came before `begin` would be here.
        try await Task.sleep(for: .milliseconds(300))
        early.cancel()
        _ = try await expectThrown(CancellationError.self) { _ = try await early.value }
        assignment.begin(at: [TopicPartition(topic, 0): .offset(1)])
        guard case .records(_, let records)? = try await member.next() else { throw Unfulfilled("no records came") }
        try expectEqual(records.map(\.offset), [1], "the first record after begin")
        await member.close(within: .seconds(5), leavingGroup: false)
    }
}
