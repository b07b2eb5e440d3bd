import EventContracts
import MedicationDomain

/// A history day by day, looked back at and ahead: what a plot is drawn from.
struct SupplySeries: Hashable, Sendable {
    struct Day: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case covered, uncovered, hospital, unknown }
        var day: CalendarDay
        var onHandMilligrams: Double
        var kind: Kind
        var isAhead: Bool
    }

    /// No plot is longer: a file with one stray date draws no decade.
    static let longest = 1500
    /// Days drawn beyond the end of supply.
    private static let beyond = 10

    let days: [Day]
    let fills: [CalendarDay]

    init(_ history: SupplyHistory, rules: MonitorRules) {
        let record = history.record
        fills = Set(record.dispenses.map(\.handedOverAt.day)).filter { $0 <= history.asOf }.sorted()
        let first = max(fills.first ?? history.asOf, history.asOf.adding(days: -Self.longest))
        let runOut = SupplyPolicy.state(of: record, rules: rules, asOf: history.asOf.start)?.firstUncoveredDay
        let ahead = min(max(runOut?.days(since: history.asOf) ?? 0, 0), 180) + Self.beyond
        let stays = Stays.Calendar(Stays.pausing(record.stays, rules: rules.supply))
        days = (0...(history.asOf.days(since: first) + ahead)).map { offset in
            let day = first.adding(days: offset)
            // Fills of a day are there by its end.
            let state = SupplyPolicy.state(of: record, rules: rules, asOf: day.start + .hours(23))
            let isKnown = state?.projection.state == .known
            let isCovered = state?.gapDays.map { $0 <= 0 } ?? (state?.pausedBecause != nil)
            return Day(
                day: day, onHandMilligrams: state?.projection.onHandMilligrams ?? 0,
                kind: stays.isInside(day) ? .hospital : !isKnown ? .unknown : isCovered ? .covered : .uncovered,
                isAhead: day > history.asOf)
        }
    }

    /// Two lines for the terminal: what is at home as a curve, and covered (━), not covered (×), hospital (H), unknown (?).
    func terminal(width: Int = 72) -> [String] {
        guard let first = days.first, let last = days.last else { return [] }
        let perColumn = max(1, (days.count + width - 1) / width)
        let columns = stride(from: 0, to: days.count, by: perColumn).map { days[$0..<min($0 + perColumn, days.count)] }
        let highest = max(days.map(\.onHandMilligrams).max() ?? 1, 1)
        let bars = Array(" ▁▂▃▄▅▆▇█")
        let curve = columns.map { column -> Character in
            let mean = column.map(\.onHandMilligrams).reduce(0, +) / Double(column.count)
            return bars[min(8, Int((mean / highest * 8).rounded(.up)))]
        }
        let strip = columns.map { column -> Character in
            // A single day without supply is not averaged away.
            if column.contains(where: { $0.kind == .uncovered }) { return "×" }
            if column.contains(where: { $0.kind == .unknown }) { return "?" }
            if column.contains(where: { $0.kind == .hospital }) { return "H" }
            return column.allSatisfy(\.isAhead) ? "┄" : "━"
        }
        return [
            String(curve) + "  up to \(Amount.text(highest)) mg at home", String(strip),
            "\(first.day) to \(last.day), \(Amount.days(perColumn)) a column: "
                + "━ covered  ┄ ahead  × no supply  H hospital  ? unknown",
        ]
    }
}
