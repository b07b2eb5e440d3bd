import EventContracts
import Metrics

/// What the runtime counts; labels are service names and codes, never anything of a patient.
struct RuntimeMetrics: Sendable {
    private let read: Counter
    private let appliedCounter: Counter
    private let repeated: Counter
    private let announced: Counter
    private let publishedCounter: Counter
    private let fired: Counter
    private let opening: Gauge
    private let service: String
    private let alerts: AlertMetrics

    init(service: ServiceName) {
        self.service = service.rawValue
        alerts = AlertMetrics(service: service.rawValue)
        let dimensions = [("service", service.rawValue)]
        read = Counter(label: "titrate_records_read_total", dimensions: dimensions)
        appliedCounter = Counter(label: "titrate_records_applied_total", dimensions: dimensions)
        repeated = Counter(label: "titrate_records_repeated_total", dimensions: dimensions)
        announced = Counter(label: "titrate_announcements_total", dimensions: dimensions)
        publishedCounter = Counter(label: "titrate_records_published_total", dimensions: dimensions)
        fired = Counter(label: "titrate_deadlines_fired_total", dimensions: dimensions)
        opening = Gauge(label: "titrate_stores_opening_seconds", dimensions: dimensions)
    }

    func applied(_ tally: EngineTally) {
        read.increment(by: tally.read)
        appliedCounter.increment(by: tally.applied)
        repeated.increment(by: tally.repeated + tally.outdated)
        announced.increment(by: tally.announced)
        fired.increment(by: tally.fired)
        for code in tally.refused { refused(code) }
        alerts.count(tally)
    }

    func refused(_ code: String) {
        Counter(label: "titrate_dead_letters_total", dimensions: [("service", service), ("code", code)]).increment()
    }

    /// How long the stores of the last assignment took to be opened.
    func opened(in duration: Duration) { opening.record(duration / .seconds(1)) }

    func published(_ count: Int) { publishedCounter.increment(by: count) }
}
