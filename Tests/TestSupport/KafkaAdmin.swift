import CRDKafka
import EventContracts
public import EventLog

/// What an administrator does to a cluster, for tests on real Kafka.
public final class KafkaAdmin: @unchecked Sendable {
    // One owner, freed in `deinit`; librdkafka's clients may be used from any thread.
    private let client: OpaquePointer
    private let timeout: Int32 = 15_000

    public init(bootstrap: String) throws {
        var text = [CChar](repeating: 0, count: 512)
        let configuration = rd_kafka_conf_new()
        rd_kafka_conf_set(configuration, "bootstrap.servers", bootstrap, &text, text.count)
        rd_kafka_conf_set(configuration, "group.id", "titrate-test-admin", &text, text.count)
        rd_kafka_conf_set(configuration, "auto.offset.reset", "earliest", &text, text.count)
        guard let client = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, &text, text.count) else {
            rd_kafka_conf_destroy(configuration)
            throw Unfulfilled("no Kafka client")
        }
        self.client = client
    }

    deinit { rd_kafka_destroy(client) }

    /// Whether the first record of that partition bears the time at which the broker took it.
    public func isStampedByBroker(_ place: TopicPartition) throws -> Bool {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, place.topic.rawValue, place.partition)?.pointee.offset =
            Int64(RD_KAFKA_OFFSET_BEGINNING)
        rd_kafka_assign(client, list)
        defer { rd_kafka_assign(client, nil) }
        guard let message = rd_kafka_consumer_poll(client, timeout) else { throw Unfulfilled("no record") }
        defer { rd_kafka_message_destroy(message) }
        guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Unfulfilled("no record to read") }
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        _ = rd_kafka_message_timestamp(message, &kind)
        return kind == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME
    }

    /// What retention does: everything before that offset is gone.
    public func trim(_ place: TopicPartition, to offset: Int64) throws {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, place.topic.rawValue, place.partition)?.pointee.offset = offset
        var request = rd_kafka_DeleteRecords_new(list)
        defer { rd_kafka_DeleteRecords_destroy(request) }
        try answered { rd_kafka_DeleteRecords(client, &request, 1, nil, $0) }
    }

    /// What the expiry of a group's offsets leaves behind: nothing.
    public func forget(group: String) throws {
        var request = rd_kafka_DeleteGroup_new(group)
        defer { rd_kafka_DeleteGroup_destroy(request) }
        try answered { rd_kafka_DeleteGroups(client, &request, 1, nil, $0) }
    }

    private func answered(_ ask: (OpaquePointer?) -> Void) throws {
        let queue = rd_kafka_queue_new(client)
        defer { rd_kafka_queue_destroy(queue) }
        ask(queue)
        guard let event = rd_kafka_queue_poll(queue, timeout) else { throw Unfulfilled("no answer from Kafka") }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? "unknown"
            throw Unfulfilled("Kafka refuses: \(reason)")
        }
    }
}
