import EventContracts
import EventLog
import MedicationDomain
import Testing

@testable import ServiceRuntime

/// A history read without a group is the one a rebuild sees.
@Suite struct PartitionHistoryTests {
    private static let inputs: [TopicName] = [.prescribingEvents, .withdrawalEvents, .alertResponses]

    private func log(_ records: [(TopicName, Int64)]) throws -> InMemoryEventLog {
        let log = InMemoryEventLog(partitionCount: 2) { .beginningOfTime }
        for (topic, time) in records {
            _ = try log.broker.append(
                [OutgoingRecord(topic: topic, partition: 1, message: Message(value: [1]))],
                at: Instant(millisecondsSince1970: time))
        }
        return log
    }

    private func read(_ log: InMemoryEventLog, partition: Int32 = 1) async throws -> [String] {
        var seen: [String] = []
        let count = try await PartitionHistory(of: Self.inputs, partition: partition, in: log).read {
            seen.append("\($0.topic.rawValue.prefix(1))\($0.timestamp.millisecondsSince1970)")
        }
        #expect(count == seen.count)
        return seen
    }

    @Test func recordsOfAllInputsComeInTheOrderOfTime() async throws {
        let log = try log([
            (.prescribingEvents, 10), (.prescribingEvents, 30), (.withdrawalEvents, 20), (.alertResponses, 5),
            (.alertResponses, 30), (.prescribingEvents, 31),
        ])
        #expect(try await read(log) == ["g5", "p10", "w20", "g30", "p30", "p31"])
    }

    @Test func anotherPartitionAndWhatWasTrimmedAreNotRead() async throws {
        let log = try log((0..<1200).map { (.prescribingEvents, $0) } + [(.withdrawalEvents, 600)])
        #expect(try await read(log, partition: 0).isEmpty)
        log.broker.trim(TopicPartition(.prescribingEvents, 1), before: 1000)
        let seen = try await read(log)
        #expect(seen.count == 201 && seen.first == "w600" && seen.last == "p1199")
    }
}
