import EventContracts
import KnowledgeFiles
import MedicationDomain

/// What other rules would have said; rules and counts, and nothing of any patient.
struct ReplayReport: Sendable {
    struct Rules: Encodable, Hashable, Sendable {
        var version: String
        var hash: String
        init(_ version: KnowledgeVersion) { (self.version, hash) = (version.version, version.hash) }
    }

    var old: Rules
    var new: Rules
    var since: Instant?
    /// The last moment of the history.
    var through: Instant?
    var events = 0
    /// Orders placed since then.
    var orders = 0
    /// Records the service refuses, by whatever rules.
    var refused = 0
    var rules: [RuleID: RuleTally] = [:]

    init(old: Rules, new: Rules, since: Instant?) { (self.old, self.new, self.since) = (old, new, since) }

    var total: RuleTally { rules.values.reduce(RuleTally(), +) }
    var differing: [(id: RuleID, tally: RuleTally)] {
        rules.filter(\.value.differs).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// See `ReplayCommand`.
    var exitCode: Int32 { events == 0 ? 3 : differing.isEmpty ? 0 : 1 }

    func perHundredOrders(_ count: Int) -> Double? {
        orders == 0 ? nil : (Double(count) * 10_000 / Double(orders)).rounded() / 100
    }
}

// MARK: As text

extension ReplayReport {
    var text: String {
        var lines = [
            "old rules: \(old.version) (\(old.hash.prefix(12))); new rules: \(new.version) (\(new.hash.prefix(12)))",
            "history: \(events) events through \(through.map { "\($0.day)" } ?? "-"), \(orders) orders"
                + (since.map { " since \($0.day)" } ?? ""),
        ]
        if refused > 0 { lines.append("refused records: \(refused); they count for neither") }
        guard events > 0 else { return (lines + ["Nothing was read: nothing is known."]).joined(separator: "\n") }
        guard !differing.isEmpty else { return (lines + ["No finding would differ."]).joined(separator: "\n") }
        let rows = differing.map { cells($0.id.rawValue, $0.tally) } + [cells("all rules", total)]
        lines += ["", "counts, and per 100 orders in brackets:"] + ReplayReport.table([ReplayReport.head] + rows)
        let same = rules.count - differing.count
        if same > 0 { lines.append("\(same) more rules had findings, the same by both") }
        return lines.joined(separator: "\n")
    }

    private static let head = [
        "rule", "findings", "added", "removed", "raised", "lowered", "longer", "shorter", "interrupting",
    ]

    private func cells(_ name: String, _ tally: RuleTally) -> [String] {
        let counts = [tally.added, tally.removed, tally.raised, tally.lowered, tally.longer, tally.shorter]
        return [name, change(tally.old.findings, tally.new.findings)] + counts.map(cell)
            + [change(tally.old.interruptions, tally.new.interruptions)]
    }

    private func cell(_ count: Int) -> String {
        guard count > 0 else { return "-" }
        return perHundredOrders(count).map { "\(count) (\(plain($0)))" } ?? "\(count)"
    }

    private func change(_ old: Int, _ new: Int) -> String { old == new ? "\(old)" : "\(old) -> \(new)" }

    private static func table(_ rows: [[String]]) -> [String] {
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: max(0, width - text.count))
            }
            return padded.joined(separator: "  ").trimmingSuffix(" ")
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self[...]
        while text.last == character { text = text.dropLast() }
        return String(text)
    }
}

// MARK: As JSON

extension ReplayReport: Encodable {
    private enum CodingKeys: CodingKey { case old, new, since, through, events, orders, refused, total, rules }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(old, forKey: .old)
        try container.encode(new, forKey: .new)
        try container.encodeIfPresent(since, forKey: .since)
        try container.encodeIfPresent(through, forKey: .through)
        try container.encode(events, forKey: .events)
        try container.encode(orders, forKey: .orders)
        try container.encode(refused, forKey: .refused)
        try container.encode(row(nil, total), forKey: .total)
        let all = rules.sorted { $0.key < $1.key }
        try container.encode(all.map { row($0.key, $0.value) }, forKey: .rules)
    }

    private struct Row: Encodable {
        struct Count: Encodable {
            var count: Int
            /// Nil when there were no orders.
            var per100Orders: Double?
        }
        var rule: RuleID?
        var findings, interruptions: [String: Count]
        var added, removed, raised, lowered, longer, shorter: Count
    }

    private func row(_ rule: RuleID?, _ tally: RuleTally) -> Row {
        func count(_ number: Int) -> Row.Count { .init(count: number, per100Orders: perHundredOrders(number)) }
        return Row(
            rule: rule, findings: ["old": count(tally.old.findings), "new": count(tally.new.findings)],
            interruptions: ["old": count(tally.old.interruptions), "new": count(tally.new.interruptions)],
            added: count(tally.added), removed: count(tally.removed), raised: count(tally.raised),
            lowered: count(tally.lowered), longer: count(tally.longer), shorter: count(tally.shorter))
    }
}
