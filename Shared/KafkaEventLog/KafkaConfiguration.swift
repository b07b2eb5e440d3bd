/// How to reach a Kafka cluster, and the numbers that decide speed against memory.
public struct KafkaConfiguration: Sendable, CustomStringConvertible {
    /// `host:port`, several of them separated by commas.
    public var bootstrap: String
    /// The name the brokers see in their own logs and quotas.
    public var clientID: String
    /// Any librdkafka property; `consumer.` or `producer.` in front of the name gives it to that side only.
    public var properties: [String: String]

    /// How long a broker may hold back a fetch that found nothing: what rules latency on the embedded broker.
    public var fetchWaitMilliseconds = 5
    /// What librdkafka may read ahead, in KiB per consumer.
    public var prefetchKilobytes = 65_536
    /// What a producer may hold that is not acknowledged, in KiB; whoever appends more waits. librdkafka's own limit
    /// is a gibibyte.
    public var producerQueueKilobytes = 131_072
    /// How long a producer gathers records before it sends them.
    public var lingerMilliseconds = 1
    /// After that time an unacknowledged record is given back as `.retry`.
    public var deliveryTimeout: Duration = .seconds(30)
    /// How long one question to the cluster (offsets, metadata, commits) may take.
    public var requestTimeout: Duration = .seconds(10)

    /// The hand-over between poll thread and caller: it is full at either limit.
    public var queueRecordLimit = 20_000
    public var queueByteLimit = 32 * 1024 * 1024
    /// The most records gathered before they are handed over.
    public var batchRecordLimit = 2_000
    public var batchByteLimit = 2 * 1024 * 1024
    /// How long a full hand-over is waited for before the partitions are paused (a pause throws the prefetch away).
    public var roomWait: Duration = .milliseconds(250)
    /// How long a revocation waits for `complete()`.
    public var revocationLimit: Duration = .seconds(5)

    public init(bootstrap: String, clientID: String = "titrate", properties: [String: String] = [:]) {
        (self.bootstrap, self.clientID, self.properties) = (bootstrap, clientID, properties)
    }

    /// Values of properties may be secrets: only their names are shown.
    public var description: String {
        "Kafka at \(bootstrap) as \(clientID), properties: \(properties.keys.sorted().joined(separator: " "))"
    }
}
