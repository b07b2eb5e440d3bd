/// The figures of one bench, with everything needed to read them.
struct BenchReport: Codable, Sendable {
    struct Surroundings: Codable, Hashable, Sendable {
        /// `embedded` or `kafka`.
        var broker: String
        var address: String
        var partitions: Int
        var cores: Int
        /// `release` or `debug`.
        var build: String
        var producer = "acks=all, enable.idempotence=true"
        var store = "SQLite, journal_mode=WAL, synchronous=NORMAL; one transaction per batch"
        var client = "librdkafka through KafkaEventLog, in batches"
        var valueBytes = OrderFeed.valueBytes
    }

    struct Throughput: Codable, Hashable, Sendable {
        var recordsPerSecond: Spread
        var microsecondsPerRecord: Spread
        var fedPerSecond: Spread

        init?(_ samples: [ThroughputRun.Sample]) {
            guard let rate = Spread(samples.map(\.recordsPerSecond)),
                let cost = Spread(samples.map(\.microsecondsPerRecord)), let fed = Spread(samples.map(\.fedPerSecond))
            else { return nil }
            (recordsPerSecond, microsecondsPerRecord, fedPerSecond) = (rate, cost, fed)
        }
    }

    struct Latency: Codable, Hashable, Sendable {
        var p50Milliseconds: Spread
        var p99Milliseconds: Spread
        var microsecondsPerRecord: Spread

        init?(_ samples: [LatencyRun.Sample], microseconds: [Double]) {
            guard let middle = Spread(samples.map(\.p50Milliseconds)),
                let late = Spread(samples.map(\.p99Milliseconds)), let cost = Spread(microseconds)
            else { return nil }
            (p50Milliseconds, p99Milliseconds, microsecondsPerRecord) = (middle, late, cost)
        }
    }

    var surroundings: Surroundings
    var settings: BenchSettings
    var loop: Throughput?
    var interactionCheck: Throughput?
    /// The service's rate as a share of the loop's, run by run.
    var rateRatio: Spread?
    var pingPongLatency: Latency?
    var interactionCheckLatency: Latency?
    /// The service's p99 as a multiple of the ping-pong's, run by run.
    var p99Ratio: Spread?
    var checks: [IntegrityCheck] = []

    var isSound: Bool { checks.allSatisfy(\.holds) }

    /// Each value of one list over the value of the same run in the other; nil when there is nothing to divide.
    static func ratio(_ values: [Double], to others: [Double]) -> Spread? {
        Spread(zip(values, others).filter { $1 > 0 }.map { $0 / $1 })
    }
}

/// Something that must be so if the figures are to mean anything, summed over all runs.
struct IntegrityCheck: Codable, Hashable, Sendable {
    var name: String
    var expected: Int
    var found: Int
    var holds: Bool { expected == found }

    init(_ name: String, expected: Int, found: Int) { (self.name, self.expected, self.found) = (name, expected, found) }
}
