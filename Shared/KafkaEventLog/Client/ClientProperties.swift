import CRDKafka
import EventContracts
import EventLog

/// The properties of one librdkafka client: our defaults, over them what the operator wants, over all the few
/// without which our promises (order, acknowledgement, awaited assignment) would not hold.
struct ClientProperties {
    enum Side: String { case consumer, producer }

    let side: Side
    private(set) var values: [(name: String, value: String)] = []

    /// Names that an operator cannot set, because the code stands on their values.
    static let reserved: Set<String> = [
        "group.id", "group.instance.id", "enable.auto.commit", "enable.auto.offset.store", "enable.partition.eof",
        "auto.offset.reset", "partition.assignment.strategy", "enable.idempotence", "acks", "request.required.acks",
        "partitioner", "transactional.id", "test.mock.num.brokers",
    ]

    static func consumer(_ configuration: KafkaConfiguration, group: String) throws -> ClientProperties {
        let fetchBytes = TopicCatalog.maximumRecordBytes + 512 * 1024
        return try ClientProperties(
            .consumer, configuration,
            defaults: [
                ("fetch.wait.max.ms", "\(configuration.fetchWaitMilliseconds)"),
                ("queued.max.messages.kbytes", "\(configuration.prefetchKilobytes)"),
                ("fetch.message.max.bytes", "\(fetchBytes)"),
                ("fetch.error.backoff.ms", "100"),
            ],
            fixed: [
                ("group.id", group), ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"),
                ("enable.partition.eof", "true"), ("auto.offset.reset", "error"),
                ("partition.assignment.strategy", "range"),
            ])
    }

    /// The heartbeat is a third of the session time-out, so that two may be lost.
    static func member(_ configuration: KafkaConfiguration, _ membership: Membership) throws -> ClientProperties {
        var properties = try consumer(configuration, group: membership.group)
        let session = membership.sessionTimeout.wholeMilliseconds
        properties.values += [
            ("group.instance.id", membership.instance), ("session.timeout.ms", "\(session)"),
            ("heartbeat.interval.ms", "\(max(1, session / 3))"),
        ]
        return properties
    }

    static func producer(_ configuration: KafkaConfiguration) throws -> ClientProperties {
        try ClientProperties(
            .producer, configuration,
            defaults: [
                ("queue.buffering.max.kbytes", "\(configuration.producerQueueKilobytes)"),
                ("linger.ms", "\(configuration.lingerMilliseconds)"),
                ("message.timeout.ms", "\(configuration.deliveryTimeout.wholeMilliseconds)"),
            ],
            fixed: [("enable.idempotence", "true"), ("acks", "all"), ("partitioner", "murmur2_random")])
    }

    private init(
        _ side: Side, _ configuration: KafkaConfiguration, defaults: [(String, String)], fixed: [(String, String)]
    ) throws {
        self.side = side
        values = [
            ("bootstrap.servers", configuration.bootstrap), ("client.id", configuration.clientID),
            ("reconnect.backoff.max.ms", "2000"), ("socket.keepalive.enable", "true"),
            // Else a request behind another one may wait 40 ms until the broker has acknowledged the first (Nagle's
            // algorithm, and the other side's delayed acknowledgement).
            ("socket.nagle.disable", "true"),
            // A dead letter carries a whole refused record and our headers on top of it.
            ("message.max.bytes", "\(TopicCatalog.maximumRecordBytes + 256 * 1024)"),
        ]
        values += defaults.map { ($0.0, $0.1) }
        values += try Self.chosen(configuration.properties, for: side)
        values += fixed.map { ($0.0, $0.1) }
    }

    private static func chosen(_ properties: [String: String], for side: Side) throws -> [(String, String)] {
        try properties.sorted { $0.key < $1.key }.compactMap { key, value in
            var (name, wanted) = (key, true)
            for other in [Side.consumer, .producer] where key.hasPrefix("\(other.rawValue).") {
                name = String(key.dropFirst(other.rawValue.count + 1))
                wanted = other == side
            }
            guard !reserved.contains(name) else {
                throw LogError(
                    .reject, code: "RESERVED_PROPERTY", message: "the Kafka property \(name) is set by the suite itself"
                )
            }
            return wanted ? (name, value) : nil
        }
    }

    /// A librdkafka configuration that the caller owns: `rd_kafka_new` takes it over when it succeeds.
    func makeConfiguration() throws -> OpaquePointer {
        guard let configuration = rd_kafka_conf_new() else {
            throw LogError(.retry, code: "_FAIL", message: "no memory for a Kafka configuration")
        }
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in values {
            guard rd_kafka_conf_set(configuration, name, value, &text, text.count) != RD_KAFKA_CONF_OK else { continue }
            rd_kafka_conf_destroy(configuration)
            var message = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // librdkafka repeats the value in some messages, and a value may be a secret.
            if !value.isEmpty {
                message = message.split(separator: value, omittingEmptySubsequences: false).joined(separator: "…")
            }
            throw LogError(.reject, code: "INVALID_PROPERTY", message: "\(name): \(message)")
        }
        return configuration
    }
}
