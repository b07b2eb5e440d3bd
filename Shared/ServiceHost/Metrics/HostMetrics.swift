import CoreMetrics
import EventContracts
import Foundation
import ServiceRuntime

/// The process's metrics, and what is measured only when somebody looks.
struct HostMetrics: Sendable {
    /// The registry all metrics of this process go to. A process has one backend for life.
    static let installed: PrometheusRegistry = {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        return registry
    }()

    let registry: PrometheusRegistry
    let service: ServiceName
    let state: HealthState
    private let started = Date()

    init(registry: PrometheusRegistry, service: ServiceName, state: HealthState) {
        (self.registry, self.service, self.state) = (registry, service, state)
    }

    func rendered() -> String {
        let label = PrometheusLabel(name: "service", value: service.rawValue)
        var lines: [String] = []
        func gauge(_ name: String, _ value: Double, _ more: [PrometheusLabel] = []) {
            lines.append(PrometheusText.type(name, "gauge"))
            lines.append(PrometheusText.sample(name, [label] + more, value))
        }
        gauge("titrate_build_info", 1, [PrometheusLabel(name: "version", value: SuiteVersion.current)])
        gauge("titrate_ready", state.isReady ? 1 : 0)
        gauge("titrate_uptime_seconds", Date().timeIntervalSince(started))
        gauge("process_start_time_seconds", started.timeIntervalSince1970)
        if let bytes = Self.residentBytes() { gauge("process_resident_memory_bytes", Double(bytes)) }
        lines += lag(label)
        return registry.rendered() + lines.joined(separator: "\n") + "\n"
    }

    /// How many records each input still has to read, where the end is known.
    private func lag(_ label: PrometheusLabel) -> [String] {
        let name = "titrate_consumer_lag"
        var lines = [PrometheusText.type(name, "gauge")]
        for (number, partition) in state.partitions.sorted(by: { $0.key < $1.key }) {
            for input in partition.inputs.sorted(by: { $0.topic < $1.topic }) {
                guard let end = input.endOffset else { continue }
                let labels = [
                    label, PrometheusLabel(name: "topic", value: input.topic.rawValue),
                    PrometheusLabel(name: "partition", value: String(number)),
                ]
                lines.append(PrometheusText.sample(name, labels, Double(max(0, end - input.nextOffset))))
            }
        }
        return lines
    }

    /// From Linux's own book-keeping; nil where there is none.
    private static func residentBytes() -> Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
