import EventContracts
import MedicationDomain

/// What a review found.
struct ReviewReport: Encodable, Sendable {
    struct Unread: Encodable, Hashable, Sendable {
        /// File and line.
        var place: String
        var code: String
        var element: String
    }

    var asOf: Instant
    var orders: [OrderEvent]
    var alerts: [Alert]
    var unread: [Unread]
    /// Resources that are none of ours, counted.
    var ignored: [String: Int]

    /// 0 clean, 1 findings, 2 unreadable.
    var exitCode: Int32 { unread.isEmpty ? (alerts.allSatisfy { $0.severity == .info } ? 0 : 1) : 2 }

    func json() throws -> String { String(decoding: try PayloadCoding.encode(self), as: UTF8.self) }

    /// What could not be read, and what is none of ours.
    var remarks: [String] {
        let unreadable = unread.map { unread in
            // Some places say themselves what is wrong there.
            let isWhole = unread.element.hasPrefix(unread.code) || unread.element.hasPrefix("facts[")
            return "unreadable  \(unread.place): \(isWhole ? unread.element : "\(unread.code) at \(unread.element)")"
        }
        return unreadable + ignored.sorted { $0.key < $1.key }.map { "ignored  \($0.key) × \($0.value)" }
    }

    var text: String {
        var lines: [String] = []
        for order in orders {
            let dose =
                order.dailyDoseMilligrams.map { "\(DoseText.number($0)) mg/day" }
                ?? order.dailyDoseMicrograms.map { "\(DoseText.number($0)) µg/day" } ?? "dose not understood"
            lines.append(
                "\(order.status.rawValue)  \(order.orderId.rawValue)  \(order.medication.text), \(dose), "
                    + "therapy \(order.therapyContext.rawValue)")
            for finding in order.findings {
                lines.append("  [\(finding.severity.rawValue)] \(finding.rule.id): \(finding.summary)")
                lines.append("    \(finding.detail)")
                lines += finding.management.map { "    - \($0)" }
            }
            lines += order.checks.notChecked.map { "  not checked: \($0.check), \($0.reason)" }
        }
        lines += remarks
        lines.append("\(orders.count) orders, \(alerts.count) findings, \(unread.count) unreadable")
        return lines.joined(separator: "\n")
    }
}
