import ArgumentParser
import EventContracts
import MedicationDomain

/// What the offline tool says of one history.
struct SupplyReport: Codable, Hashable, Sendable {
    struct Gap: Codable, Hashable, Sendable {
        var from: CalendarDay
        var days: Int
    }

    var asOf: CalendarDay
    var projection: SupplyProjection
    /// Nil where days' supply is not known of every dispense.
    var proportionOfDaysCovered: Double?
    var possessionRatio: Double?
    var gaps: [Gap]?

    init(_ history: SupplyHistory, rules: MonitorRules) throws {
        asOf = history.lastDay
        let record = history.record()
        guard let state = SupplyPolicy.state(of: record, rules: rules, asOf: asOf.start) else {
            throw ValidationError("the history has no dispense and no order")
        }
        projection = state.projection
        let fills = history.dispenses.compactMap { fill -> CoverageReport.Fill? in
            guard let days = Self.days(of: fill, dose: history.dailyDoseMilligrams) else { return nil }
            return CoverageReport.Fill(day: fill.on, days: days)
        }
        guard fills.count == history.dispenses.count, let first = fills.map(\.day).min(),
            let report = CoverageReport(fills, from: first, through: asOf)
        else { return }
        proportionOfDaysCovered = report.proportionOfDaysCovered
        possessionRatio = report.possessionRatio
        gaps = report.gaps.map { Gap(from: $0.from, days: $0.days) }
    }

    func text(_ title: String) -> String {
        var lines = ["\(title), as of \(asOf): \(projection.state.rawValue)"]
        lines += projection.because.map { "  \($0)" }
        if let covered = proportionOfDaysCovered, let ratio = possessionRatio {
            lines.append("  PDC \(Amount.text(covered * 100)) %, MPR \(Amount.text(ratio * 100)) %")
        }
        lines += (gaps ?? []).map { "  gap of \(Amount.days($0.days)) from \($0.from)" }
        return lines.joined(separator: "\n")
    }

    private static func days(of fill: SupplyHistory.Fill, dose: Double?) -> Int? {
        let given = fill.daysSupply.map { Int(min(max($0, 0), 1_000_000)) }
        guard let milligrams = fill.milligrams, let dose, dose > 0 else { return given }
        let computed = Amount.whole(milligrams, by: dose)
        return min(computed, given ?? computed)
    }
}
