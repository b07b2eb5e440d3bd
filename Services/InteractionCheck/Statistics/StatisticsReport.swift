import EventContracts
import MedicationDomain

/// The statistics as a table for people and as JSON.
struct StatisticsReport: Encodable {
    struct Row: Encodable {
        var rule: String
        var alerts: Int
        var alertsPer100Orders: Double?
        var interruptions: Int
        var interruptionsPer100Orders: Double?
        var reminders: Int
        var acknowledged: Int
        var overridden: Int
        var overridesByReason: [String: Int]
        var overrideShare: Double?
        /// More than half of the answers are overrides.
        var isFlagged: Bool
        var medianSecondsToAnswer: Double?
        var ninthDecileSecondsToAnswer: Double?
    }

    var since: Instant?
    var orders: Int
    var unreadableRecords: Int
    var rules: [Row]

    init(_ statistics: AlertStatistics) {
        (since, orders) = (statistics.since, statistics.orderCount)
        unreadableRecords = statistics.unreadable
        let orders = statistics.orderCount
        func per100(_ count: Int) -> Double? { orders > 0 ? 100 * Double(count) / Double(orders) : nil }
        rules = statistics.rules.map { id, rule in
            Row(
                rule: id, alerts: rule.alerts, alertsPer100Orders: per100(rule.alerts),
                interruptions: rule.interruptions, interruptionsPer100Orders: per100(rule.interruptions),
                reminders: rule.reminders, acknowledged: rule.acknowledged, overridden: rule.overridden,
                overridesByReason: rule.overrides, overrideShare: rule.overrideShare, isFlagged: rule.isFlagged,
                medianSecondsToAnswer: rule.wait(percentile: 50),
                ninthDecileSecondsToAnswer: rule.wait(percentile: 90))
        }
        .sorted { ($1.interruptions, $1.alerts, $0.rule) < ($0.interruptions, $0.alerts, $1.rule) }
    }

    var text: String {
        var lines = ["\(orders) orders\(since.map { " since \($0.day)" } ?? "")"]
        let head = [
            "rule", "alerts", "/100", "interrupting", "/100", "reminders", "acknowledged", "overridden", "share",
            "median", "9 in 10",
        ]
        let table =
            [head]
            + rules.map { row in
                [
                    row.rule, "\(row.alerts)", decimal(row.alertsPer100Orders), "\(row.interruptions)",
                    decimal(row.interruptionsPer100Orders), "\(row.reminders)", "\(row.acknowledged)",
                    "\(row.overridden)", row.overrideShare.map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
                    time(row.medianSecondsToAnswer), time(row.ninthDecileSecondsToAnswer),
                ]
            }
        let widths = head.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        lines += table.map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + gap : gap + cell
            }.joined(separator: "  ")
        }
        for row in rules where !row.overridesByReason.isEmpty {
            let reasons = row.overridesByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.key) \($0.value)" }
            lines.append("overrides of \(row.rule): \(reasons.joined(separator: ", "))")
        }
        lines += rules.filter(\.isFlagged).map { row in
            "LOOK AT \(row.rule): \(row.overridden) of \(row.overridden + row.acknowledged) answers override it"
        }
        if unreadableRecords > 0 { lines.append("\(unreadableRecords) records could not be read") }
        return lines.joined(separator: "\n")
    }

    private func decimal(_ value: Double?) -> String {
        value.map { plain(($0 * 100).rounded() / 100) } ?? "-"
    }

    private func time(_ seconds: Double?) -> String {
        guard let seconds else { return "-" }
        return seconds < 3600
            ? "\(plain((seconds / 6).rounded() / 10)) min" : "\(plain((seconds / 360).rounded() / 10)) h"
    }
}
