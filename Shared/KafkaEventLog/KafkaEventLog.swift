import CRDKafka
public import EventContracts
public import EventLog
public import Logging

/// The event log on Apache Kafka, through librdkafka.
public final class KafkaEventLog: EventLog {
    private let configuration: KafkaConfiguration
    private let logger: Logger
    /// Asks the cluster questions. A consumer, because asking as one never creates the topic asked about.
    let questions: KafkaHandle

    /// Throws `.reject` for a property that librdkafka does not know or take.
    public init(_ configuration: KafkaConfiguration, logger: Logger = Logger(label: "kafka")) throws {
        (self.configuration, self.logger) = (configuration, logger)
        rd_kafka_conf_destroy(try ClientProperties.producer(configuration).makeConfiguration())
        questions = try KafkaHandle(
            .consumer(configuration, group: "\(configuration.clientID).questions"), logger: logger)
    }

    public func makeProducer() throws -> any LogProducer { try KafkaProducer(configuration, logger: logger) }

    public func join(_ membership: Membership) throws -> any GroupMember {
        try KafkaGroupMember(membership, configuration, logger: logger)
    }

    public func makeReader(from start: [TopicPartition: StartOffset]) throws -> any LogReader {
        try KafkaLogReader(from: start, configuration, logger: logger)
    }

    public func clusterID() async throws -> String {
        try await blockingCall { [questions, timeout] in
            guard let text = rd_kafka_clusterid(questions.pointer, timeout) else {
                throw LogError(.retry, code: "_TIMED_OUT", message: "no broker told the cluster's id")
            }
            defer { rd_kafka_mem_free(questions.pointer, text) }
            return String(cString: text)
        }
    }

    public func partitionCount(of topic: TopicName) async throws -> Int? {
        try await partitionCounts()[topic]
    }

    public func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try await blockingCall { [questions, timeout] in
            var ranges: [TopicPartition: OffsetRange] = [:]
            for partition in Set(partitions) {
                var range = OffsetRange(earliest: 0, end: 0)
                let code = rd_kafka_query_watermark_offsets(
                    questions.pointer, partition.topic.rawValue, partition.partition, &range.earliest, &range.end,
                    timeout)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(code) }
                ranges[partition] = range
            }
            return ranges
        }
    }

    /// One request for all of them: librdkafka takes the logical end for a time to look up.
    public func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        return try await blockingCall { [questions, timeout] in
            let unique = Set(partitions)
            let end = Int64(RD_KAFKA_OFFSET_END)
            let list = PartitionList(Dictionary(uniqueKeysWithValues: unique.map { ($0, end) }))
            let code = list.lend { rd_kafka_offsets_for_times(questions.pointer, $0, timeout) }
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(code) }
            var ends: [TopicPartition: Int64] = [:]
            for element in list.elements {
                guard element.error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(element.error) }
                guard element.offset >= 0 else {
                    throw LogError(.retry, code: "NO_END", message: "the log did not say where a partition ends")
                }
                ends[element.partition] = element.offset
            }
            return ends
        }
    }

    var timeout: Int32 { configuration.requestTimeout.wholeMilliseconds }

    /// Every topic of the cluster: asking for one by name would create it on brokers that create topics by themselves.
    func partitionCounts() async throws -> [TopicName: Int] {
        try await blockingCall { [questions, timeout] in
            var answer: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(questions.pointer, 1, nil, &answer, timeout)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw LogError(code) }
            defer { rd_kafka_metadata_destroy(answer) }
            var counts: [TopicName: Int] = [:]
            for index in 0..<Int(answer.pointee.topic_cnt) {
                let topic = answer.pointee.topics[index]
                guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR, let name = topic.topic else { continue }
                counts[TopicName(rawValue: String(cString: name))] = Int(topic.partition_cnt)
            }
            return counts
        }
    }
}
