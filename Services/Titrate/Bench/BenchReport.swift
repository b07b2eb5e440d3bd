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
        /// Of the machine, over the last minute, before anything was started: what else was going on.
        var loadBefore: Double
        var producer = "acks=all, enable.idempotence=true"
        var store = "SQLite, journal_mode=WAL, synchronous=NORMAL, wal_autocheckpoint=4096; one transaction per batch"
        var client = "librdkafka, in batches"
        var valueBytes = OrderFeed.valueBytes
    }

    struct Throughput: Codable, Hashable, Sendable {
        var part: BenchSettings.Part
        var recordsPerSecond: Spread
        var microsecondsPerRecord: Spread
        var fedPerSecond: Spread
        var isFedAhead: Bool
        /// The most memory that was resident, megabytes of a million bytes.
        var peakMegabytes: Double

        init?(_ part: BenchSettings.Part, _ samples: [ThroughputRun.Sample], peakMegabytes: Double) {
            guard let rate = Spread(samples.map(\.recordsPerSecond)),
                let cost = Spread(samples.map(\.microsecondsPerRecord)), let fed = Spread(samples.map(\.fedPerSecond))
            else { return nil }
            (self.part, self.peakMegabytes) = (part, peakMegabytes)
            (recordsPerSecond, microsecondsPerRecord, fedPerSecond) = (rate, cost, fed)
            isFedAhead = samples.allSatisfy(\.isFedAhead)
        }
    }

    struct Latency: Codable, Hashable, Sendable {
        var name: String
        var p50Milliseconds: Spread
        var p99Milliseconds: Spread
        var microsecondsPerRecord: Spread

        init?(_ name: String, _ samples: [LatencyRun.Sample], microseconds: [Double]) {
            guard let middle = Spread(samples.map(\.p50Milliseconds)),
                let late = Spread(samples.map(\.p99Milliseconds)), let cost = Spread(microseconds)
            else { return nil }
            (self.name, p50Milliseconds, p99Milliseconds, microsecondsPerRecord) = (name, middle, late, cost)
        }
    }

    var surroundings: Surroundings
    var settings: BenchSettings
    var throughput: [Throughput] = []
    var latency: [Latency] = []
    var memory: [MemoryRun.Sample] = []
    /// Records a second.
    var rebuild: Spread?
    var figures: [Figure] = []
    /// Run by run.
    var ratios: [Ratio] = []
    var checks: [IntegrityCheck] = []

    mutating func add(_ measured: (figures: [Figure], checks: [IntegrityCheck])) {
        figures += measured.figures
        checks += measured.checks
    }

    var isSound: Bool { checks.allSatisfy(\.holds) }

    /// Each value of one list over the value of the same run in the other; nil when there is nothing to divide.
    static func ratio(_ values: [Double], to others: [Double]) -> Spread? {
        Spread(zip(values, others).filter { $1 > 0 }.map { $0 / $1 })
    }

    /// The comparisons that the runs give ground for.
    static func ratios(_ samples: [BenchSettings.Part: [ThroughputRun.Sample]]) -> [Ratio] {
        Comparison.all.compactMap { comparison in
            guard let other = comparison.other else { return nil }
            func values(_ part: BenchSettings.Part) -> [Double] {
                (samples[part] ?? []).map {
                    comparison.quantity == .cost ? $0.microsecondsPerRecord : $0.recordsPerSecond
                }
            }
            return ratio(values(comparison.part), to: values(other)).map { Ratio(comparison: comparison, value: $0) }
        }
    }
}

/// Something that must be so if the figures are to mean anything, summed over all runs.
struct IntegrityCheck: Codable, Hashable, Sendable {
    var name: String
    var expected: Int
    var found: Int
    var holds: Bool { expected == found }

    /// The same check of another run added to it.
    func adding(_ other: IntegrityCheck) -> IntegrityCheck {
        IntegrityCheck(name, expected: expected + other.expected, found: found + other.found)
    }

    init(_ name: String, expected: Int, found: Int) { (self.name, self.expected, self.found) = (name, expected, found) }
}
