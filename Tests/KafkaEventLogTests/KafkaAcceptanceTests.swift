import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import TestSupport
import Testing

/// What only Apache Kafka itself can show of the transport; `make kafka-acceptance BOOTSTRAP=host:port` runs it.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(
        if: ProcessInfo.processInfo.environment["TITRATE_TEST_BOOTSTRAP"] != nil,
        "TITRATE_TEST_BOOTSTRAP names no Kafka cluster"))
struct KafkaAcceptanceTests {
    private let bootstrap = ProcessInfo.processInfo.environment["TITRATE_TEST_BOOTSTRAP"] ?? ""
    private let topic = TopicName(rawValue: "titrate.test.\(UUID().uuidString)")
    private var place: TopicPartition { TopicPartition(topic, 0) }

    private func filledLog(_ count: Int) async throws -> KafkaEventLog {
        let log = try KafkaEventLog(KafkaConfiguration(bootstrap: bootstrap))
        try await log.createTopics([TopicSpecification(name: topic)], partitions: 2, replication: 1)
        let producer = try log.makeProducer()
        try await producer.append(
            (0..<count).map { OutgoingRecord(topic: topic, partition: 0, message: Message(value: Array("\($0)".utf8))) }
        )
        await producer.close(within: .seconds(5))
        return log
    }

    @Test func theBrokerStampsTheRecords() async throws {
        _ = try await filledLog(1)
        #expect(try KafkaAdmin(bootstrap: bootstrap).isStampedByBroker(place))
    }

    @Test func whatRetentionTookIsMissedAloud() async throws {
        let log = try await filledLog(20)
        try KafkaAdmin(bootstrap: bootstrap).trim(place, to: 10)
        try await eventually("the log begins later") {
            try await log.offsets(of: [place])[place]?.earliest == 10
        }
        let reader = try log.makeReader(from: [place: .offset(5)])
        let error = try await expectThrown(LogError.self) {
            for _ in 0..<20 { _ = try await reader.next(waiting: .seconds(1)) }
        }
        #expect(error.code == "OFFSET_OUT_OF_RANGE")
        await reader.close()
    }

    /// A static member that comes back within its session finds its partition waiting, and nobody else is disturbed.
    @Test func aStaticMemberComesBackToItsPartitions() async throws {
        let log = try await filledLog(1)
        func join(_ instance: String) throws -> any GroupMember {
            try log.join(
                Membership(group: "g-\(topic)", instance: instance, lead: topic, sessionTimeout: .seconds(20)))
        }
        let (first, second) = (try join("a"), try join("b"))
        var held: [String: [Int32]] = [:]
        for (name, member) in [("a", first), ("b", second)] { held[name] = try await assignment(of: member) }
        try #require(held["a"]?.count == 1 && held["b"]?.count == 1)
        await first.close(within: .seconds(5), leavingGroup: false)
        let again = try join("a")
        #expect(try await assignment(of: again) == held["a"])
        #expect(held["b"].map { second.isFresh($0[0]) } == true)
        await again.close(within: .seconds(5), leavingGroup: false)
        await second.close(within: .seconds(5), leavingGroup: false)
    }

    /// Answers the group until it has settled on one partition for the member.
    private func assignment(of member: any GroupMember) async throws -> [Int32] {
        while let event = try await member.next() {
            switch event {
            case .assigned(let assignment):
                assignment.begin(
                    at: Dictionary(
                        uniqueKeysWithValues: assignment.partitions.map { (TopicPartition(topic, $0), .end) }))
                if assignment.partitions.count == 1 { return assignment.partitions }
            case .revoked(let revocation): revocation.complete()
            default: continue
            }
        }
        return []
    }
}
