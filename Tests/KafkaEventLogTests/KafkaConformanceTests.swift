import EmbeddedBroker
import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import TestSupport
import Testing

/// The broker all conformance cases share: the one named by `TITRATE_TEST_BOOTSTRAP`, else an embedded one.
private enum SharedBroker {
    static let external = ProcessInfo.processInfo.environment["TITRATE_TEST_BOOTSTRAP"]
    static let embedded = Result { try EmbeddedBroker(partitions: 4, topics: []) }

    static func fixture() throws -> EventLogFixture {
        let embedded = external == nil ? try embedded.get() : nil
        let bootstrap = external ?? embedded?.bootstrap ?? ""
        return try .kafka(bootstrap, embedded: embedded)
    }
}

extension EventLogFixture {
    /// Real Kafka refuses sessions under six seconds (`group.min.session.timeout.ms`).
    static func kafka(_ bootstrap: String, embedded: EmbeddedBroker?) throws -> EventLogFixture {
        let configuration = KafkaConfiguration(bootstrap: bootstrap)
        let log = try KafkaEventLog(configuration)
        return EventLogFixture(
            log: log,
            makeSmallLog: { limit in
                var small = configuration
                small.queueRecordLimit = limit
                small.roomWait = .milliseconds(50)
                return try KafkaEventLog(small)
            },
            createTopic: { topic, partitions in
                guard let embedded else {
                    return try await log.createTopics(
                        [TopicSpecification(name: topic)], partitions: partitions, replication: 1)
                }
                try embedded.createTopic(topic, partitions: partitions)
            },
            crash: { member, _ in await member.close(within: .zero, leavingGroup: false) },
            sessionTimeout: embedded == nil ? .seconds(6) : .seconds(3))
    }
}

@Suite struct KafkaConformanceTests {
    @Test(.timeLimit(.minutes(2)), arguments: EventLogConformance.cases)
    func kafkaLogConforms(_ conformance: ConformanceCase) async throws {
        try await conformance.run(SharedBroker.fixture())
    }
}
