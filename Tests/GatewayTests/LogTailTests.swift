import EventContracts
import EventLog
import MedicationDomain
import Testing

@testable import Gateway

/// The ends of topics, read for a page: no more than asked for, and of each record no more than asked for.
@Suite struct LogTailTests {
    private func filled(_ count: Int) throws -> TopicsInMemory {
        let log = TopicsInMemory(partitions: 1)
        for number in 0..<count {
            try log.add(OutgoingRecord(topic: .audit, message: Message(key: [1], value: Array("\(number)".utf8))))
        }
        return log
    }

    private func text(_ record: Record) -> String? { record.message.value.map { String(decoding: $0, as: UTF8.self) } }

    @Test func onlyTheLastAreReadAndThatOlderOnesWereLeftOutIsSaid() async throws {
        let tail = LogTail(log: try filled(5))
        let places = try #require(try await tail.partitions(of: .audit))
        let some = try await tail.read(places, most: 3) { text($0) }
        #expect(some.elements == ["2", "3", "4"] && some.isCut && some.count == 3)
        let all = try await tail.read(places, most: 5) { text($0) == "4" ? true : nil }
        #expect(all.elements == [true] && !all.isCut && all.count == 5)
    }

    @Test func aTopicThatIsNotThereOrHoldsNothingIsEmpty() async throws {
        let tail = LogTail(log: try filled(0))
        #expect(try await tail.read([], most: 3) { text($0) }.elements.isEmpty)
        let places = try #require(try await tail.partitions(of: .audit))
        #expect(try await tail.read(places, most: 3) { text($0) }.elements.isEmpty)
    }

    /// What is taken is given back, also after a failure.
    @Test func readingsThatEndedMakeRoom() async throws {
        let log = try filled(1)
        let tail = LogTail(log: log)
        let nowhere = [TopicPartition("no.such.topic", 0)]
        for _ in 0...GatewayLimits.logReadings { _ = try? await tail.read(nowhere, most: 1) { text($0) } }
        let places = try #require(try await tail.partitions(of: .audit))
        for _ in 0...GatewayLimits.logReadings {
            #expect(try await tail.read(places, most: 1) { text($0) }.count == 1)
        }
    }
}
