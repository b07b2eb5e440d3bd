import EventContracts
import EventLog
import MedicationDomain

extension EventLogConformance {
    static func keysKeepOrderAndPlace(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(6)
        let producer = try fixture.log.makeProducer()
        let keys = (0..<20).map { "patient-\($0)" }
        for round in 0..<3 {
            try await producer.append(
                keys.flatMap { key in (0..<5).map { .text("\(round * 5 + $0)", key: key, to: topic) } })
        }
        let records = try await fixture.readAll(topic, count: 300)
        for key in keys {
            let own = records.filter { $0.message.key == Array(key.utf8) }
            try expectEqual(own.map(\.text), (0..<15).map(String.init), "order of \(key)")
            let place = Partitioner.partition(forKey: key.utf8, count: 6)
            try expectEqual(Set(own.map(\.partition.partition)), [place], "partition of \(key)")
        }
        try expect(Set(records.map(\.partition)).count > 1, "all keys are in one partition")
        await producer.close(within: .seconds(5))
    }

    static func headersComeBack(_ fixture: EventLogFixture) async throws {
        let headers = [
            Header("ce_type", "order"), Header("repeated", "first"), Header("null", nil), Header("empty", []),
            Header("repeated", "second"), Header("binary", [0, 255, 128, 10]), Header("größe", "ü"),
        ]
        try await roundTrip(fixture, Message(key: [1], value: [2], headers: headers))
    }

    static func nullAndEmptyAreKeptApart(_ fixture: EventLogFixture) async throws {
        try await roundTrip(
            fixture, Message(key: [1], value: nil), Message(key: [1], value: []), Message(key: nil, value: [0]),
            Message(key: [], value: [7]), Message(key: nil, value: nil, headers: [Header("h", nil)]))
    }

    static func megabyteRecords(_ fixture: EventLogFixture) async throws {
        let values = (0..<3).map { number in (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 / 7 + number) } }
        try await roundTrip(fixture, values.map { Message(key: [9], value: $0) })
    }

    static func oversizedIsRejected(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(1)
        let producer = try fixture.log.makeProducer()
        let oversized = Message(value: [UInt8](repeating: 1, count: 5 * 1024 * 1024))
        let error = try await expectThrown(LogError.self) {
            try await producer.append([OutgoingRecord(topic: topic, message: oversized)])
        }
        try expectEqual(error.remedy, .reject, "remedy of \(error)")
        try expectEqual(error.code, "MSG_SIZE_TOO_LARGE", "code")
        try await producer.append([.text("small", to: topic)])
        try expectEqual(try await fixture.readAll(topic, count: 1).map(\.text), ["small"], "the log")
        await producer.close(within: .seconds(5))
    }

    static func offsetsAndTimestamps(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(2)
        let producer = try fixture.log.makeProducer()
        for round in 0..<10 { try await producer.append([.text("\(round)", to: topic, 1)]) }
        let records = try await fixture.readAll(topic, count: 10)
        try expectEqual(records.map(\.offset), Array(0..<10), "offsets")
        try expectEqual(Set(records.map(\.partition)), [TopicPartition(topic, 1)], "partition")
        try expectEqual(records.map(\.timestamp), records.map(\.timestamp).sorted(), "timestamps")
        try expect(records.allSatisfy { $0.timestamp.millisecondsSince1970 > 0 }, "a record has no timestamp")
        await producer.close(within: .seconds(5))
    }

    static func clusterFacts(_ fixture: EventLogFixture) async throws {
        let topic = try await fixture.topic(3)
        let producer = try fixture.log.makeProducer()
        let receipt = try await producer.append([.text("a", to: topic, 2), .text("b", to: topic, 2)])
        try expectEqual(receipt, [TopicPartition(topic, 2): 2], "the receipt")
        let (first, second) = (try await fixture.log.clusterID(), try await fixture.log.clusterID())
        try expect(!first.isEmpty && first == second, "the cluster id changes: \(first), \(second)")
        try expectEqual(try await fixture.log.partitionCount(of: topic), 3, "partition count")
        let offsets = try await fixture.log.offsets(of: [TopicPartition(topic, 0), TopicPartition(topic, 2)])
        let wanted = [
            TopicPartition(topic, 0): OffsetRange(earliest: 0, end: 0),
            TopicPartition(topic, 2): OffsetRange(earliest: 0, end: 2),
        ]
        try expectEqual(offsets, wanted, "offsets")
        let ends = try await fixture.log.ends(of: [TopicPartition(topic, 0), TopicPartition(topic, 2)])
        try expectEqual(ends, wanted.mapValues(\.end), "ends")
        await producer.close(within: .seconds(5))
    }

    private static func roundTrip(_ fixture: EventLogFixture, _ messages: Message...) async throws {
        try await roundTrip(fixture, messages)
    }

    private static func roundTrip(_ fixture: EventLogFixture, _ messages: [Message]) async throws {
        let topic = try await fixture.topic(1)
        let producer = try fixture.log.makeProducer()
        try await producer.append(messages.map { OutgoingRecord(topic: topic, message: $0) })
        let found = try await fixture.readAll(topic, count: messages.count).map(\.message)
        try expect(found == messages, "records changed on the way through the log")
        await producer.close(within: .seconds(5))
    }
}
