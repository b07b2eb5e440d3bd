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
    var coveredDays: Int?
    var periodDays: Int?
    var gaps: [Gap]?
    /// What the file held and could not be used.
    var leftOut: [String]?

    init(_ history: SupplyHistory, rules: MonitorRules) throws(SupplyFileProblem) {
        asOf = history.asOf
        let record = history.record
        let now = asOf.start + .hours(23)
        guard let state = SupplyPolicy.state(of: record, rules: rules, asOf: now) else {
            throw SupplyFileProblem("the history has no dispense and no order of baclofen by mouth")
        }
        projection = state.projection
        leftOut = history.leftOut.isEmpty ? nil : history.leftOut
        let doses = DoseHistory(Regimen(record, path: .enteral, rules: rules), asOf: now)
        let handedOver = record.dispenses.filter { $0.handedOverAt.day <= asOf && $0.milligrams ?? 0 >= 0 }
        let fills = handedOver.compactMap { fill -> CoverageReport.Fill? in
            guard let days = Self.days(of: fill, dose: doses.doseOfFill(on: fill.handedOverAt.day)) else { return nil }
            return CoverageReport.Fill(day: fill.handedOverAt.day, days: days)
        }
        guard fills.count == handedOver.count, let first = fills.map(\.day).min(),
            let report = CoverageReport(fills, from: first, through: asOf)
        else { return }
        proportionOfDaysCovered = report.proportionOfDaysCovered
        possessionRatio = report.possessionRatio
        (coveredDays, periodDays) = (report.coveredDays, report.periodDays)
        gaps = report.gaps.map { Gap(from: $0.from, days: $0.days) }
    }

    func text(_ title: String) -> String {
        var lines = ["\(title), as of \(asOf): \(projection.state.rawValue)"]
        lines += projection.because.map { "  \($0)" }
        if let covered = proportionOfDaysCovered, let ratio = possessionRatio, let coveredDays, let periodDays {
            lines.append(
                "  PDC \(Amount.text(covered * 100)) % (\(coveredDays) of \(Amount.days(periodDays))), "
                    + "MPR \(Amount.text(ratio * 100)) %")
        }
        lines += (gaps ?? []).map { "  gap of \(Amount.days($0.days)) from \($0.from)" }
        if let longest = gaps?.map(\.days).max(), proportionOfDaysCovered ?? 0 >= 0.8 {
            lines.append("  (a high percentage hides a hole of \(Amount.days(longest)): for baclofen the gap counts)")
        }
        lines += (leftOut ?? []).map { "  left out: \($0)" }
        return lines.joined(separator: "\n")
    }

    private static func days(of fill: StoredDispense, dose: Regimen.Dose) -> Int? {
        let given = fill.daysSupply.map { Int(min(max($0, 0), 1_000_000)) }
        guard let milligrams = fill.milligrams, case .known(let dose) = dose, dose > 0 else { return given }
        let computed = Amount.whole(milligrams, by: dose)
        return min(computed, given ?? computed)
    }
}
