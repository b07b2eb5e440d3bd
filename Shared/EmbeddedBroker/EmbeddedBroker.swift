import CRDKafka
public import EventContracts
import EventLog
import Synchronization

/// A Kafka-protocol broker inside this process (librdkafka's mock cluster), on a random loopback port.
///
/// For trying out and for tests: it keeps at most 5 MiB or 100,000 batches per partition and drops older records
/// silently, keeps nothing after exit, ignores static membership, and has no admin calls. Members of one group that
/// name different assignors end the whole process.
public final class EmbeddedBroker: Sendable {
    /// The pointers live together: the cluster runs on the threads of the client and goes before it.
    private struct Cluster: @unchecked Sendable {
        let client: OpaquePointer
        let pointer: OpaquePointer
    }

    private let cluster: Mutex<Cluster?>
    private let brokerIDs: [Int32]
    private let partitions: Int
    /// `host:port` of every broker, for a client's configuration.
    public let bootstrap: String

    public init(
        partitions: Int = TopicCatalog.defaultPartitionCount, brokers: Int = 1,
        topics: [TopicSpecification] = TopicCatalog.all
    ) throws {
        var text = [CChar](repeating: 0, count: 512)
        let configuration = rd_kafka_conf_new()
        rd_kafka_conf_set(configuration, "client.id", "embedded-broker", &text, text.count)
        // The client that hosts the cluster connects to nothing; its log lines say nothing about ours.
        rd_kafka_conf_set_log_cb(configuration, nil)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &text, text.count) else {
            // Only after a failure does the configuration still belong to us.
            rd_kafka_conf_destroy(configuration)
            throw LogError(.stop, code: "_FAIL", message: "the embedded broker's client could not be made")
        }
        guard let pointer = rd_kafka_mock_cluster_new(client, Int32(brokers)),
            let bootstrap = rd_kafka_mock_cluster_bootstraps(pointer)
        else {
            rd_kafka_destroy(client)
            throw LogError(.stop, code: "_FAIL", message: "the embedded broker could not open its ports")
        }
        self.bootstrap = String(cString: bootstrap)
        self.partitions = partitions
        brokerIDs = Array(1...Int32(brokers))
        cluster = Mutex(Cluster(client: client, pointer: pointer))
        answerAtOnce()
        for topic in topics { try createTopic(topic.name, partitions: partitions) }
    }

    private func answerAtOnce() {
        let ports = bootstrap.split(separator: ",").compactMap { $0.split(separator: ":").last }
        PromptSockets.answer(onPorts: Set(ports.compactMap { UInt16($0) }))
    }

    deinit { close() }

    /// Adds a topic; with the broker's own partition count unless another is named.
    public func createTopic(_ topic: TopicName, partitions count: Int? = nil) throws {
        try withCluster {
            rd_kafka_mock_topic_create($0, topic.rawValue, Int32(count ?? partitions), Int32(brokerIDs.count))
        }
    }

    /// Breaks all connections and accepts no new ones.
    public func setDown() throws {
        for broker in brokerIDs { try withCluster { rd_kafka_mock_broker_set_down($0, broker) } }
    }

    /// Accepts connections again; what was in the log still is.
    public func setUp() throws {
        for broker in brokerIDs { try withCluster { rd_kafka_mock_broker_set_up($0, broker) } }
        answerAtOnce()
    }

    /// How long every answer is held back.
    public func setRoundTrip(milliseconds: Int) throws {
        for broker in brokerIDs {
            try withCluster { rd_kafka_mock_broker_set_rtt($0, broker, Int32(milliseconds)) }
        }
    }

    /// The next requests of that kind are answered with these errors, one each.
    public func pushRequestErrors(_ kind: RequestKind, _ errors: [BrokerError]) throws {
        try withCluster { cluster in
            let codes = errors.map { rd_kafka_resp_err_t(rawValue: Int32($0.rawValue)) }
            rd_kafka_mock_push_request_errors_array(cluster, kind.rawValue, codes.count, codes)
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
    }

    /// Ends the broker; everything in it is gone.
    public func close() {
        let cluster = cluster.withLock { cluster in
            defer { cluster = nil }
            return cluster
        }
        guard let cluster else { return }
        rd_kafka_mock_cluster_destroy(cluster.pointer)
        rd_kafka_destroy(cluster.client)
    }

    private func withCluster(_ body: (OpaquePointer) -> rd_kafka_resp_err_t) throws {
        let code: rd_kafka_resp_err_t? = cluster.withLock { $0.map { body($0.pointer) } }
        guard let code else { throw LogError(.stop, code: "CLOSED", message: "the embedded broker is closed") }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let name = rd_kafka_err2name(code).map { String(cString: $0) } ?? "\(code.rawValue)"
            throw LogError(.stop, code: name, message: rd_kafka_err2str(code).map { String(cString: $0) } ?? name)
        }
    }
}
