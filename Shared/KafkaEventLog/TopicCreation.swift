import CRDKafka
public import EventContracts
import EventLog
import MedicationDomain

extension KafkaEventLog {
    /// Creates the topics that are missing, with the retention of the catalogue and timestamps given by the broker.
    ///
    /// Topics that are there stay as they are; one with another partition count is an error (`.stop`), because
    /// patients would be placed differently in it. The embedded broker has no such call: it creates its topics itself.
    public func createTopics(
        _ specifications: [TopicSpecification], partitions: Int, replication: Int
    ) async throws {
        let present = try await partitionCounts()
        let missing = specifications.filter { present[$0.name] == nil }
        for topic in specifications {
            guard let count = present[topic.name], count != partitions else { continue }
            let message = "\(topic.name) has \(count) partitions, not \(partitions)"
            throw LogError(.stop, code: "PARTITION_COUNT", message: message)
        }
        guard !missing.isEmpty else { return }
        try await blockingCall { [questions, timeout] in
            try questions.create(missing, partitions: Int32(partitions), replication: Int32(replication), timeout)
        }
    }
}

extension TopicSpecification {
    var brokerSettings: [(name: String, value: String)] {
        let time = [("message.timestamp.type", "LogAppendTime"), ("max.message.bytes", "\(maximumRecordBytes)")]
        return switch retention {
        case .forever: time + [("cleanup.policy", "delete"), ("retention.ms", "-1"), ("retention.bytes", "-1")]
        case .limited(let span): time + [("cleanup.policy", "delete"), ("retention.ms", "\(span.milliseconds)")]
        case .compacted: time + [("cleanup.policy", "compact")]
        }
    }
}

extension KafkaHandle {
    fileprivate func create(
        _ topics: [TopicSpecification], partitions: Int32, replication: Int32, _ timeout: Int32
    ) throws {
        var text = [CChar](repeating: 0, count: 512)
        var requests: [OpaquePointer?] = []
        // The request copies what it needs; these, the options, the queue and the event stay ours to free.
        defer { for case let request? in requests { rd_kafka_NewTopic_destroy(request) } }
        for topic in topics {
            let request = rd_kafka_NewTopic_new(topic.name.rawValue, partitions, replication, &text, text.count)
            guard let request else {
                throw LogError(.reject, code: "_INVALID_ARG", message: "\(topic.name) cannot be a topic")
            }
            requests.append(request)
            for (name, value) in topic.brokerSettings { rd_kafka_NewTopic_set_config(request, name, value) }
        }
        let options = rd_kafka_AdminOptions_new(pointer, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        rd_kafka_AdminOptions_set_operation_timeout(options, timeout, &text, text.count)
        rd_kafka_AdminOptions_set_request_timeout(options, timeout, &text, text.count)
        let queue = rd_kafka_queue_new(pointer)
        defer { rd_kafka_queue_destroy(queue) }
        rd_kafka_CreateTopics(pointer, &requests, requests.count, options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeout * 2) else {
            throw LogError(.retry, code: "_TIMED_OUT", message: "topics were not created in time")
        }
        defer { rd_kafka_event_destroy(event) }
        try check(event)
    }

    private func check(_ event: OpaquePointer) throws {
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw LogError(code, rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        for index in 0..<count {
            let result = results?[index]
            let code = rd_kafka_topic_result_error(result)
            // Another instance was quicker.
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS { continue }
            let name = rd_kafka_topic_result_name(result).map { String(cString: $0) } ?? ""
            let reason = rd_kafka_topic_result_error_string(result).map { String(cString: $0) } ?? ""
            throw LogError(code, "\(name): \(reason)")
        }
    }
}
