import Foundation

/// The report for a person.
struct BenchTable {
    let report: BenchReport

    var lines: [String] { heading + throughput + latency + rebuild + memory + figures + ratios + checks + reading }

    private var heading: [String] {
        let place = report.surroundings
        let kind = place.broker == "embedded" ? "the embedded broker (in memory)" : "Kafka"
        return [
            "titrate bench on \(kind) at \(place.address), \(place.partitions) partitions, \(place.cores) cores, "
                + "\(place.build) build, load before \(number(place.loadBefore, 1))",
            "  producers  \(place.producer); \(place.client)",
            "  store      \(place.store)",
            "  records    \(report.settings.events) of \(place.valueBytes) bytes a run, \(report.settings.patients) "
                + "patients, one in \(BenchSettings.alertEvery) raises or resolves an alert; warm-up excluded",
            "  figures    median of \(report.settings.runs) (lowest-highest)", "",
        ]
    }

    private var throughput: [String] {
        guard !report.throughput.isEmpty else { return [] }
        let isAhead = report.throughput.allSatisfy(\.isFedAhead)
        var lines = [row("throughput", "records/s", "CPU µs/record", isAhead ? "peak MB" : "fed/s; peak MB")]
        for figures in report.throughput {
            let peak = number(figures.peakMegabytes, 0)
            lines.append(
                row(
                    figures.part.title, text(figures.recordsPerSecond, 0), text(figures.microsecondsPerRecord, 1),
                    isAhead ? peak : "\(number(figures.fedPerSecond.median, 0)); \(peak)"))
        }
        return lines + [""]
    }

    private var latency: [String] {
        guard !report.latency.isEmpty else { return [] }
        let rate = number(report.settings.rate, 0)
        var lines = [row("latency, \(BenchSettings.hops) hops, \(rate)/s", "p50 ms", "p99 ms", "CPU µs/record")]
        for figures in report.latency {
            lines.append(
                row(
                    figures.name, text(figures.p50Milliseconds, 2), text(figures.p99Milliseconds, 2),
                    text(figures.microsecondsPerRecord, 0)))
        }
        return lines + [""]
    }

    private var rebuild: [String] {
        guard let rebuild = report.rebuild else { return [] }
        return [
            row("rebuild of a lost store", "records/s", "", ""), row("interaction-check", text(rebuild, 0), "", ""), "",
        ]
    }

    private var memory: [String] {
        guard !report.memory.isEmpty else { return [] }
        let rate = number(report.settings.rate, 0)
        var lines = [row("resident MB", "idle", "at \(rate)/s", "draining a backlog")]
        for sample in report.memory {
            lines.append(
                row(sample.service, number(sample.idle, 0), number(sample.underLoad, 0), number(sample.draining, 0)))
        }
        let goals = MemoryRun.goals
        lines.append(row("  to reach", "\(Int(goals.idle))", "\(Int(goals.underLoad))", "\(Int(goals.draining))"))
        return lines + [""]
    }

    private var figures: [String] {
        guard !report.figures.isEmpty else { return [] }
        let rows = report.figures.map { figure in
            let verdict = figure.isReached.map { $0 ? ", reached" : ", not reached" } ?? ""
            return row(
                figure.name, text(figure.value, figure.unit.digits), figure.unit.rawValue,
                goal(figure.goal, figure.unit.digits) + verdict)
        }
        return [row("single figures", "", "", "to reach")] + rows + [""]
    }

    private var ratios: [String] {
        guard !report.ratios.isEmpty else { return [] }
        let rows = report.ratios.map { ratio in
            let verdict = ratio.isReached.map { $0 ? "reached" : "not reached" } ?? ""
            return row(Self.name(ratio.comparison), text(ratio.value, 2), goal(ratio.comparison.goal), verdict)
        }
        return [row("ratios, run by run", "", "to reach", "")] + rows + [""]
    }

    private static func name(_ comparison: Comparison) -> String {
        let other =
            switch comparison.part {
            case .latency: "ping-pong"
            case .rebuild: "live"
            default: comparison.other?.rawValue ?? ""
            }
        return "\(comparison.part.rawValue) to \(other), \(comparison.quantity.rawValue)"
    }

    private func goal(_ goal: Comparison.Goal?, _ digits: Int = 2) -> String {
        switch goal {
        case .atLeast(let bound): "≥ \(number(bound, digits))"
        case .atMost(let bound): "≤ \(number(bound, digits))"
        case nil: ""
        }
    }

    private var checks: [String] {
        report.checks.map { check in
            let verdict = check.holds ? "ok   " : "WRONG"
            return "  \(verdict) \(check.name): \(check.found) of \(check.expected)"
        } + [""]
    }

    private var reading: [String] {
        var lines = [
            "CPU is user and system time of the measured processes alone; broker and programs share the cores. "
                + "Where records are fed ahead, a program is held until all of them are in the log."
        ]
        if report.surroundings.broker == "embedded" {
            lines.append(
                "The embedded broker keeps everything in memory and replicates nothing: use the ratios, not the rates, and "
                    + "measure on a real Kafka (--bootstrap) before planning with any of it.")
        }
        if report.surroundings.loadBefore > 0.5 {
            lines.append("The machine had other work before this began: rates and latencies may be worse than need be.")
        }
        if report.surroundings.build == "debug" {
            lines.append("A debug build: these figures say that the bench works, and nothing about speed.")
        }
        return lines
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
        "\(number(spread.median, digits)) (\(number(spread.minimum, digits))-\(number(spread.maximum, digits)))"
    }

    private func number(_ value: Double, _ digits: Int) -> String {
        value.formatted(
            .number.precision(.fractionLength(digits)).grouping(.automatic).locale(Locale(identifier: "en_US")))
    }
}
