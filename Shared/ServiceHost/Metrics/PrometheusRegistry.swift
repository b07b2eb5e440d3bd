import CoreMetrics
import Synchronization

/// All metrics of the process, in memory, written down when `/metrics` is read.
///
/// A swift-metrics backend of our own, because the Prometheus package is not among those the suite is built from; it
/// needs a few kinds of numbers and one text form. The number of series is bounded: beyond the limit new ones are
/// counted as dropped rather than kept.
final class PrometheusRegistry: MetricsFactory, Sendable {
    static let seriesLimit = 2000

    private enum Kind: String {
        case counter, gauge, histogram
    }
    private struct Family {
        let kind: Kind
        var series: [[PrometheusLabel]: any MetricCell] = [:]
    }
    private struct State {
        var families: [String: Family] = [:]
        var seriesCount = 0
        var dropped = 0
    }
    private let state = Mutex(State())
    private let limit: Int

    init(seriesLimit: Int = PrometheusRegistry.seriesLimit) { limit = seriesLimit }

    // MARK: Kinds of metrics

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(counterName(label), dimensions, .counter) { CounterCell() } ?? NOOPMetricsHandler.instance
    }

    func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(counterName(label), dimensions, .counter) { CounterCell() } ?? NOOPMetricsHandler.instance
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(PrometheusText.name(label), dimensions, .gauge) { GaugeCell() } ?? NOOPMetricsHandler.instance
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let name = PrometheusText.name(label)
        guard aggregate else {
            return cell(name, dimensions, .gauge) { GaugeCell() } ?? NOOPMetricsHandler.instance
        }
        return cell(name, dimensions, .histogram) { HistogramCell() } ?? NOOPMetricsHandler.instance
    }

    /// Durations are kept in seconds and say so in their name.
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = PrometheusText.name(label)
        let inSeconds = name.hasSuffix("_seconds") ? name : name + "_seconds"
        return cell(inSeconds, dimensions, .histogram) { HistogramCell(bounds: HistogramCell.bounds(for: inSeconds)) }
            ?? NOOPMetricsHandler.instance
    }

    // A series lives as long as the process: a short-lived handle must not take its count away.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func counterName(_ label: String) -> String {
        let name = PrometheusText.name(label)
        return name.hasSuffix("_total") ? name : name + "_total"
    }

    /// The cell of that series, made when it is new; nil beyond the limit, or when the name is of another kind.
    private func cell<Cell: MetricCell>(
        _ name: String, _ dimensions: [(String, String)], _ kind: Kind, make: () -> Cell
    ) -> Cell? {
        var values: [String: String] = [:]
        for (label, value) in dimensions { values[PrometheusText.name(label)] = value }
        let labels = values.map { PrometheusLabel(name: $0.key, value: $0.value) }.sorted()
        return state.withLock { state in
            if let known = state.families[name]?.series[labels] {
                if let cell = known as? Cell { return cell }
                state.dropped += 1
                return nil
            }
            guard state.seriesCount < limit, state.families[name]?.kind ?? kind == kind else {
                state.dropped += 1
                return nil
            }
            let cell = make()
            state.families[name, default: Family(kind: kind)].series[labels] = cell
            state.seriesCount += 1
            return cell
        }
    }

    // MARK: Text

    /// All series, sorted by name and labels.
    func rendered() -> String {
        let (families, dropped) = state.withLock { ($0.families, $0.dropped) }
        var lines: [String] = []
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            lines.append(PrometheusText.type(name, family.kind.rawValue))
            let series = family.series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            for (labels, cell) in series { lines += cell.lines(name, labels) }
        }
        lines.append(PrometheusText.type("titrate_metric_series_dropped_total", "counter"))
        lines.append(PrometheusText.sample("titrate_metric_series_dropped_total", [], Double(dropped)))
        return lines.joined(separator: "\n") + "\n"
    }
}
