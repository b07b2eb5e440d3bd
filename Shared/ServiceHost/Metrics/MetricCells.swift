import CoreMetrics
import Synchronization

/// One series' number or numbers, and how it is written down.
protocol MetricCell: AnyObject, Sendable {
    /// Lines of Prometheus text for a series with that name and those labels.
    func lines(_ name: String, _ labels: [PrometheusLabel]) -> [String]
}

/// Only grows; resets are a scraper's business.
final class CounterCell: MetricCell, CounterHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }
    func reset() { value.withLock { $0 = 0 } }

    func lines(_ name: String, _ labels: [PrometheusLabel]) -> [String] {
        [PrometheusText.sample(name, labels, value.withLock { $0 })]
    }
}

/// The newest value.
final class GaugeCell: MetricCell, RecorderHandler, MeterHandler {
    private let value = Mutex(0.0)

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func lines(_ name: String, _ labels: [PrometheusLabel]) -> [String] {
        [PrometheusText.sample(name, labels, value.withLock { $0 })]
    }
}

/// How many values fell below each bound, and their sum.
final class HistogramCell: MetricCell, TimerHandler, RecorderHandler {
    /// The bounds, in seconds, that OpenTelemetry advises for messaging durations.
    static let durationBounds = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    /// For what people take their time with: a minute to a week.
    static let answerBounds: [Double] = [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800]

    /// The bounds that suit a metric of that name.
    static func bounds(for name: String) -> [Double] {
        name.hasSuffix("_answer_seconds") ? answerBounds : durationBounds
    }

    private struct State {
        var buckets: [Int]
        var sum = 0.0
        var count = 0
    }
    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double] = durationBounds) {
        self.bounds = bounds
        state = Mutex(State(buckets: Array(repeating: 0, count: bounds.count)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 }
        state.withLock { state in
            if let bucket { state.buckets[bucket] += 1 }
            state.sum += value
            state.count += 1
        }
    }

    func lines(_ name: String, _ labels: [PrometheusLabel]) -> [String] {
        let state = state.withLock { $0 }
        var below = 0
        var lines: [String] = []
        for (bound, count) in zip(bounds, state.buckets) {
            below += count
            let limit = PrometheusLabel(name: "le", value: PrometheusText.number(bound))
            lines.append(PrometheusText.sample(name + "_bucket", labels + [limit], Double(below)))
        }
        let unlimited = PrometheusLabel(name: "le", value: "+Inf")
        lines.append(PrometheusText.sample(name + "_bucket", labels + [unlimited], Double(state.count)))
        lines.append(PrometheusText.sample(name + "_sum", labels, state.sum))
        lines.append(PrometheusText.sample(name + "_count", labels, Double(state.count)))
        return lines
    }
}
