import EmbeddedBroker
import EventContracts
import EventLog
import TestSupport
import Testing

@testable import KafkaEventLog

/// What happens when the broker misbehaves; each test has a broker of its own.
@Suite(.timeLimit(.minutes(2))) struct BrokerFaultTests {
    private let broker: EmbeddedBroker
    private let log: KafkaEventLog
    private let partition = TopicPartition("t", 0)

    init() throws {
        broker = try EmbeddedBroker(partitions: 1, topics: [])
        try broker.createTopic("t")
        log = try KafkaEventLog(KafkaConfiguration(bootstrap: broker.bootstrap))
    }

    private func records(_ numbers: Range<Int>) -> [OutgoingRecord] {
        numbers.map { OutgoingRecord(topic: "t", message: Message(value: Array("\($0)".utf8))) }
    }

    private func readTexts(_ count: Int) async throws -> [String] {
        let reader = try log.makeReader(from: [partition: .earliest])
        var texts: [String] = []
        try await eventually("\(count) records") {
            await Task.yield()
            return try await log.offsets(of: [partition])[partition]?.end ?? 0 >= count
        }
        while texts.count < count, let more = try await reader.next(waiting: .seconds(10)), !more.isEmpty {
            texts += more.map { String(decoding: $0.message.value ?? [], as: UTF8.self) }
        }
        await reader.close()
        return texts
    }

    @Test func aBrokerThatGoesAndComesBackLosesAndDoublesNothing() async throws {
        let producer = try log.makeProducer()
        let reader = try log.makeReader(from: [partition: .earliest])
        try await producer.append(records(0..<100))
        try broker.setDown()
        let appending = Task { try await producer.append(records(100..<200)) }
        // The reader sees the time pass, not an error.
        _ = try await reader.next(waiting: .seconds(1))
        try broker.setUp()
        _ = try await appending.value
        #expect(try await readTexts(200) == (0..<200).map(String.init))
        await reader.close()
        await producer.close(within: .seconds(5))
    }

    @Test func requestErrorsThatPassAreRetriedInOrder() async throws {
        let producer = try log.makeProducer()
        try broker.pushRequestErrors(.produce, [.notEnoughReplicas, .requestTimedOut, .notLeaderForPartition])
        for first in stride(from: 0, to: 50, by: 10) { try await producer.append(records(first..<first + 10)) }
        #expect(try await readTexts(50) == (0..<50).map(String.init))
        await producer.close(within: .seconds(5))
    }

    @Test func aRefusedAuthorizationStopsTheProducer() async throws {
        let producer = try log.makeProducer()
        try broker.pushRequestErrors(.produce, [.topicAuthorizationFailed])
        let error = await #expect(throws: LogError.self) { try await producer.append(records(0..<1)) }
        #expect(error?.remedy == .stop)
        await producer.close(within: .seconds(5))
    }

    @Test func undeliverableRecordsComeBackAsRetry() async throws {
        var configuration = KafkaConfiguration(bootstrap: broker.bootstrap)
        configuration.deliveryTimeout = .milliseconds(800)
        let producer = try KafkaEventLog(configuration).makeProducer()
        try broker.setDown()
        let error = await #expect(throws: LogError.self) { try await producer.append(records(0..<3)) }
        #expect(error?.remedy == .retry)
        #expect(error?.code == "_MSG_TIMED_OUT")
        await producer.close(within: .seconds(1))
    }

    @Test func afterAFatalErrorTheNextAppendHasANewProducer() async throws {
        let producer = try KafkaProducer(KafkaConfiguration(bootstrap: broker.bootstrap))
        try await producer.append(records(0..<1))
        producer.injectFatalError()
        let error = await #expect(throws: LogError.self) { try await producer.append(records(1..<2)) }
        #expect(error?.remedy == .stop)
        try await producer.append(records(1..<2))
        #expect(try await readTexts(2) == ["0", "1"])
        await producer.close(within: .seconds(5))
    }

    @Test func aFullProducerQueueWaitsAndGoesOn() async throws {
        let configuration = KafkaConfiguration(
            bootstrap: broker.bootstrap, properties: ["producer.queue.buffering.max.messages": "50"])
        let producer = try KafkaEventLog(configuration).makeProducer()
        try await producer.append(records(0..<2_000))
        #expect(try await readTexts(2_000) == (0..<2_000).map(String.init))
        await producer.close(within: .seconds(5))
    }

    @Test func closingWithADeadBrokerIsBounded() async throws {
        let member = try log.join(Membership(group: "g", instance: "a", lead: "t", sessionTimeout: .seconds(3)))
        let producer = try log.makeProducer()
        try await eventually("the assignment") { member.isFresh(0) }
        try broker.setDown()
        let append = Task { try await producer.append(records(0..<10)) }
        let clock = ContinuousClock()
        let spent = await clock.measure {
            await member.close(within: .seconds(1), leavingGroup: true)
            await producer.close(within: .seconds(1))
        }
        #expect(spent < .seconds(4))
        await #expect(throws: LogError.self) { try await append.value }
    }

    @Test func aMissingTopicHasNoPartitionCount() async throws {
        #expect(try await log.partitionCount(of: "no.such.topic") == nil)
        #expect(try await log.partitionCount(of: "t") == 1)
    }
}
