import CoreMetrics
import Testing

@testable import ServiceHost

@Suite struct MetricsTests {
    private func lines(_ registry: PrometheusRegistry, _ prefix: String) -> [String] {
        registry.rendered().split(separator: "\n").map(String.init).filter { $0.contains(prefix) }
    }

    @Test func countersOfTheSameNameAndLabelsAreOneSeries() {
        let registry = PrometheusRegistry()
        Counter(label: "titrate.reads", dimensions: [("service", "a"), ("code", "x")], factory: registry).increment(
            by: 2)
        Counter(label: "titrate.reads", dimensions: [("code", "x"), ("service", "a")], factory: registry).increment()
        Counter(label: "titrate.reads", dimensions: [("service", "b")], factory: registry).increment()
        FloatingPointCounter(label: "titrate.seconds", factory: registry).increment(by: 0.5)
        #expect(
            lines(registry, "titrate_reads") == [
                "# TYPE titrate_reads_total counter", "titrate_reads_total{code=\"x\",service=\"a\"} 3",
                "titrate_reads_total{service=\"b\"} 1",
            ])
        #expect(lines(registry, "titrate_seconds_total").last == "titrate_seconds_total 0.5")
    }

    @Test func gaugesKeepTheNewestValue() {
        let registry = PrometheusRegistry()
        let gauge = Gauge(label: "queue", factory: registry)
        gauge.record(7)
        gauge.record(2.5)
        let meter = Meter(label: "open", factory: registry)
        meter.set(4)
        meter.decrement(by: 1)
        #expect(lines(registry, "queue") == ["# TYPE queue gauge", "queue 2.5"])
        #expect(lines(registry, "open").last == "open 3")
    }

    @Test func timersAreHistogramsInSeconds() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "titrate.alert.latency", factory: registry)
        timer.recordMilliseconds(5)
        timer.recordMilliseconds(80)
        timer.recordSeconds(60)
        let text = lines(registry, "titrate_alert_latency")
        #expect(text.first == "# TYPE titrate_alert_latency_seconds histogram")
        #expect(text.contains("titrate_alert_latency_seconds_bucket{le=\"0.005\"} 1"))
        #expect(text.contains("titrate_alert_latency_seconds_bucket{le=\"0.075\"} 1"))
        #expect(text.contains("titrate_alert_latency_seconds_bucket{le=\"0.1\"} 2"))
        #expect(text.contains("titrate_alert_latency_seconds_bucket{le=\"10\"} 2"))
        #expect(text.contains("titrate_alert_latency_seconds_bucket{le=\"+Inf\"} 3"))
        #expect(text.contains("titrate_alert_latency_seconds_count 3"))
        #expect(text.contains("titrate_alert_latency_seconds_sum 60.085"))
    }

    @Test func answersOfPeopleAreMeasuredInMinutesAndHours() {
        let registry = PrometheusRegistry()
        Timer(label: "titrate_alert_answer_seconds", factory: registry).recordSeconds(1000)
        let text = lines(registry, "titrate_alert_answer_seconds")
        #expect(text.contains("titrate_alert_answer_seconds_bucket{le=\"900\"} 0"))
        #expect(text.contains("titrate_alert_answer_seconds_bucket{le=\"1800\"} 1"))
    }

    @Test func valuesOfLabelsAreEscaped() {
        let registry = PrometheusRegistry()
        Counter(label: "a", dimensions: [("b", "x\"y\\z\n")], factory: registry).increment()
        #expect(lines(registry, "a_total{") == ["a_total{b=\"x\\\"y\\\\z\\n\"} 1"])
    }

    @Test func theNumberOfSeriesIsBounded() {
        let registry = PrometheusRegistry(seriesLimit: 3)
        for number in 0..<10 {
            Counter(label: "a", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        #expect(lines(registry, "a_total{").count == 3)
        #expect(lines(registry, "dropped").last == "titrate_metric_series_dropped_total 7")
    }

    @Test func aNameIsOfOneKindOnly() {
        let registry = PrometheusRegistry()
        Gauge(label: "a_total", factory: registry).record(1)
        Counter(label: "a", factory: registry).increment()
        #expect(lines(registry, "a_total") == ["# TYPE a_total gauge", "a_total 1"])
    }

    @Test func countingFromManyTasksLosesNothing() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<1000 { Counter(label: "a", factory: registry).increment() }
                }
            }
        }
        #expect(lines(registry, "a_total").last == "a_total 16000")
    }
}
