import Foundation

/// The report for a person.
struct BenchTable {
    let report: BenchReport

    var lines: [String] { heading + throughput + latency + checks + reading }

    private var heading: [String] {
        let place = report.surroundings
        let kind = place.broker == "embedded" ? "the embedded broker (in memory)" : "Kafka"
        return [
            "titrate bench on \(kind) at \(place.address), \(place.partitions) partitions, \(place.cores) cores, "
                + "\(place.build) build",
            "  producers  \(place.producer); \(place.client)",
            "  store      \(place.store)",
            "  records    \(report.settings.events) of \(place.valueBytes) bytes a run, \(report.settings.patients) "
                + "patients, one in \(BenchSettings.alertEvery) raises or resolves an alert; warm-up excluded",
            "  figures    median of \(report.settings.runs) (lowest-highest)", "",
        ]
    }

    private var throughput: [String] {
        guard report.loop != nil || report.interactionCheck != nil else { return [] }
        var lines = [row("throughput", "records/s", "CPU µs/record", "fed at records/s")]
        if let loop = report.loop { lines.append(row("bare consume-produce loop", loop)) }
        if let service = report.interactionCheck { lines.append(row("interaction-check, full path", service)) }
        if let ratio = report.rateRatio { lines.append(row("  as a share of the loop", text(ratio, 2), "", "")) }
        return lines + [""]
    }

    private var latency: [String] {
        guard report.pingPongLatency != nil || report.interactionCheckLatency != nil else { return [] }
        let rate = report.settings.rate.formatted(.number.precision(.fractionLength(0)).grouping(.never))
        var lines = [row("latency over two hops, \(rate)/s", "p50 ms", "p99 ms", "CPU µs/record")]
        if let loop = report.pingPongLatency { lines.append(row("bare ping-pong", loop)) }
        if let service = report.interactionCheckLatency { lines.append(row("order to alert", service)) }
        if let ratio = report.p99Ratio { lines.append(row("  as a multiple of it", "", text(ratio, 2), "")) }
        return lines + [""]
    }

    private var checks: [String] {
        report.checks.map { check in
            let verdict = check.holds ? "ok   " : "WRONG"
            return "  \(verdict) \(check.name): \(check.found) of \(check.expected)"
        } + [""]
    }

    private var reading: [String] {
        var lines = [
            "CPU is user and system time of the measured process alone. Broker, feeder and program share the cores, and "
                + "a rate near the feeding rate is the feeder's limit."
        ]
        if report.surroundings.broker == "embedded" {
            lines.append(
                "The embedded broker keeps everything in memory and replicates nothing: use the ratios, not the rates, and "
                    + "measure on a real Kafka (--bootstrap) before planning with any of it.")
        }
        if report.surroundings.build == "debug" {
            lines.append("A debug build: these figures say that the bench works, and nothing about speed.")
        }
        return lines
    }

    private func row(_ name: String, _ value: BenchReport.Throughput) -> String {
        row(name, text(value.recordsPerSecond, 0), text(value.microsecondsPerRecord, 1), text(value.fedPerSecond, 0))
    }

    private func row(_ name: String, _ value: BenchReport.Latency) -> String {
        row(name, text(value.p50Milliseconds, 2), text(value.p99Milliseconds, 2), text(value.microsecondsPerRecord, 0))
    }

    private func row(_ name: String, _ first: String, _ second: String, _ third: String) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        let line =
            name + String(repeating: " ", count: max(1, 34 - name.count)) + padded(first, 26) + padded(second, 26)
            + padded(third, 26)
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func text(_ spread: Spread, _ digits: Int) -> String {
        func number(_ value: Double) -> String {
            value.formatted(
                .number.precision(.fractionLength(digits)).grouping(.automatic).locale(Locale(identifier: "en_US")))
        }
        return "\(number(spread.median)) (\(number(spread.minimum))-\(number(spread.maximum)))"
    }
}
