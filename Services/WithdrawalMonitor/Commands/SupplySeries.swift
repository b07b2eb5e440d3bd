import EventContracts
import MedicationDomain
import SupplyDrawing

extension SupplySeries {
    /// A history day by day, each day as the service would have seen it then.
    init(_ history: SupplyHistory, rules: MonitorRules) {
        let record = history.record
        let fills = Set(record.dispenses.map(\.handedOverAt.day)).filter { $0 <= history.asOf }.sorted()
        let now = SupplyPolicy.state(of: record, rules: rules, asOf: history.asOf.start)
        let span = SupplySeries.span(firstFill: fills.first, runOut: now?.firstUncoveredDay, asOf: history.asOf)
        let stays = Stays.Calendar(Stays.pausing(record.stays, rules: rules.supply))
        let days = (0...span.upperBound.days(since: span.lowerBound)).map { offset in
            let day = span.lowerBound.adding(days: offset)
            // Fills of a day are there by its end.
            let state = SupplyPolicy.state(of: record, rules: rules, asOf: day.start + .hours(23))
            let isKnown = state?.projection.state == .known
            let isCovered = state?.gapDays.map { $0 <= 0 } ?? (state?.pausedBecause != nil)
            return Day(
                day: day, onHandMilligrams: state?.projection.onHandMilligrams ?? 0,
                kind: stays.isInside(day) ? .hospital : !isKnown ? .unknown : isCovered ? .covered : .uncovered,
                isAhead: day > history.asOf)
        }
        let account = now.flatMap { SupplySeries($0.projection, fills: fills, asOf: history.asOf) }
        self.init(days: days, fills: fills, steps: account?.steps ?? [], runOut: account?.runOut)
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

extension SupplyPlot {
    /// The picture of a history, with what the report says of it.
    static func svg(_ series: SupplySeries, report: SupplyReport) -> String {
        let subtitle = subtitle(report)
        return svg(
            series,
            Words(
                heading: "Baclofen at home", subtitle: subtitle, description: "Milligrams at home by day, \(subtitle)"))
    }

    private static func subtitle(_ report: SupplyReport) -> String {
        var parts = ["as of \(report.asOf)"]
        if let runOut = report.projection.runOutAt {
            parts.append("nothing left on \(runOut.day)")
        } else if report.projection.state == .unknown {
            parts.append("supply unknown")
        }
        if let covered = report.proportionOfDaysCovered { parts.append("PDC \(Amount.text(covered * 100)) %") }
        if let longest = report.gaps?.map(\.days).max() { parts.append("longest gap \(Amount.days(longest))") }
        return parts.joined(separator: " · ")
    }
}
