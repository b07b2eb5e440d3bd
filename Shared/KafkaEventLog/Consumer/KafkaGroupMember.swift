import EventLog
import Logging

/// A static member of a Kafka consumer group.
final class KafkaGroupMember: GroupMember {
    private let client: ConsumerClient
    private let freshness: Duration

    init(_ membership: Membership, _ configuration: KafkaConfiguration, logger: Logger) throws {
        client = try ConsumerClient(
            .member(membership), properties: .member(configuration, membership), configuration: configuration,
            logger: logger)
        freshness = membership.sessionTimeout / 2
    }

    deinit { client.close(leaving: false) }

    func next() async throws -> MemberEvent? {
        guard case .event(let event) = try await client.handOver.take() else { return nil }
        return event
    }

    func nextIfAny() -> MemberEvent? { client.handOver.takeIfAny() }

    func pause(_ partitions: [TopicPartition]) {
        client.handOver.hold(partitions)
        client.send(.pause(partitions))
    }

    func resume(_ partitions: [TopicPartition]) {
        client.handOver.letGo(partitions)
        client.send(.resume(partitions))
    }

    func seek(_ partition: TopicPartition, to offset: Int64) {
        client.send(.seek(partition, offset: offset, cut: client.handOver.cut(partition)))
    }

    func commit(_ offsets: [TopicPartition: Int64]) async throws {
        guard !offsets.isEmpty else { return }
        try await withCheckedThrowingContinuation { client.send(.commit(offsets, $0)) }
    }

    func isFresh(_ partition: Int32) -> Bool { client.isFresh(partition, within: freshness) }

    /// With `leavingGroup` librdkafka is asked to leave, which for a static member it does not tell the broker:
    /// version 2.0.2 sends no LeaveGroup when `group.instance.id` is set and has no call to remove a member. So the
    /// partitions move when the session runs out, or at once when an operator removes the member
    /// (`kafka-consumer-groups` of newer Kafka releases, or any admin client that can remove members).
    func close(within limit: Duration, leavingGroup: Bool) async {
        client.close(leaving: leavingGroup)
        await client.ended.wait(within: limit)
    }
}
