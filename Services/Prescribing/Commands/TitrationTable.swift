import EventContracts
import MedicationDomain

/// The steps as rows, the times of day as columns; amounts above, what to take for them below.
enum TitrationTable {
    private static let widestCell = 12
    /// As many columns as fit; a plan that needs more goes on under a new head.
    private static let mostColumns = 4

    static func lines(of plan: TitrationPlan, width: Int) -> [String] {
        var lines: [String] = []
        for group in groups(plan.steps) {
            let times = Set(group.flatMap { $0.doses.map(\.time) }).sorted()
            if !lines.isEmpty { lines.append("") }
            lines += table(group, times, of: plan, width: width)
        }
        return lines
    }

    private static func groups(_ steps: [TitrationPlan.Step]) -> [[TitrationPlan.Step]] {
        var groups: [[TitrationPlan.Step]] = []
        for step in steps {
            let times = Set(((groups.last ?? []) + [step]).flatMap { $0.doses.map(\.time) })
            if groups.isEmpty || times.count > mostColumns {
                groups.append([step])
            } else {
                groups[groups.count - 1].append(step)
            }
        }
        return groups
    }

    private static func table(
        _ steps: [TitrationPlan.Step], _ times: [String], of plan: TitrationPlan, width: Int
    ) -> [String] {
        let head = row("step", "from", "days", "a day", [])
        let cell = min(widestCell, (width - head.count) / max(1, times.count))
        func cells(_ texts: [String]) -> String { texts.map { PlainText.right($0, cell) }.joined() }
        var lines = [head + cells(times)]
        lines.append(String(repeating: "─", count: lines[0].count))
        for step in steps {
            let doses = times.map { time in step.doses.first { $0.time == time } }
            let index = (plan.steps.firstIndex(of: step) ?? 0) + 1
            let end = step.days.map { "\(step.day)-\(step.day + $0 - 1)" } ?? "\(step.day) on"
            let first = row(
                "\(index)", DayText.short(plan.startsOn.adding(days: step.day - 1)), end,
                "\(DoseText.number(step.dailyDoseMilligrams)) mg",
                doses.map { $0.map { "\(DoseText.number($0.milligrams)) mg" } ?? "·" }.map { PlainText.right($0, cell) }
            )
            let second = row("", "", "", "", doses.map { PlainText.right($0.map(pieces) ?? "", cell) })
            lines += [first, PlainText.trimmed(second)]
        }
        return lines
    }

    private static func row(_ step: String, _ from: String, _ days: String, _ daily: String, _ cells: [String])
        -> String
    {
        PlainText.right(step, 4) + "  " + PlainText.left(from, 15) + PlainText.right(days, 8)
            + PlainText.right(daily, 9) + cells.joined()
    }

    /// `1½×10`, `1×10 1×5`, `2.5 mL`.
    private static func pieces(_ dose: ScheduledDose) -> String {
        if let milliliters = dose.milliliters { return "\(DoseText.number(milliliters)) mL" }
        return (dose.tablets ?? [:]).sorted { (Double($0.key) ?? 0) > (Double($1.key) ?? 0) }
            .map { strength, count in
                let whole = Int(bounding: count.rounded(.down))
                let half = count > Double(whole) ? "½" : ""
                return "\(whole == 0 ? "" : "\(whole)")\(half)×\(strength)"
            }.joined(separator: " ")
    }
}
