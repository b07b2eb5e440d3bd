import EventContracts
import MedicationDomain

/// The doses of a plan as stairs.
enum TaperChart {
    static func svg(_ plan: TaperPlan) -> String {
        let (width, height, left, bottom, top) = (760.0, 190.0, 44.0, 26.0, 12.0)
        let highest = max(plan.steps.map(\.dailyDoseMilligrams).max() ?? 1, 1)
        func x(_ day: Int) -> Double { left + Double(day - 1) / Double(max(plan.totalDays, 1)) * (width - left - 8) }
        func y(_ dose: Double) -> Double { top + (1 - dose / highest) * (height - top - bottom) }
        let ends = plan.steps.dropFirst().map(\.day) + [plan.totalDays + 1]
        var area = "M\(Amount.text(x(1))) \(Amount.text(y(0)))"
        var marks = ""
        for (step, end) in zip(plan.steps, ends) {
            let (from, to, level) = (x(step.day), x(end), y(step.dailyDoseMilligrams))
            area += "L\(Amount.text(from)) \(Amount.text(level))L\(Amount.text(to)) \(Amount.text(level))"
            if step.dailyDoseMilligrams > 0 {
                marks +=
                    "<text x=\"\(Amount.text((from + to) / 2))\" y=\"\(Amount.text(level - 4))\" "
                    + "text-anchor=\"middle\">\(Amount.text(step.dailyDoseMilligrams))</text>"
            }
            marks +=
                "<text class=\"date\" x=\"\(Amount.text(from))\" y=\"\(Amount.text(height - 8))\">"
                + "\(plan.startsOn.adding(days: step.day - 1).description.dropFirst(5))</text>"
        }
        area += "L\(Amount.text(x(plan.totalDays + 1))) \(Amount.text(y(0)))Z"
        return """
            <svg class="chart" viewBox="0 0 \(Amount.text(width)) \(Amount.text(height))" role="img" \
            aria-label="Daily dose in milligrams, step by step">
            <style>text{font:600 11px system-ui,sans-serif;fill:#0b5394}.date{font-weight:400;font-size:10px;fill:#5a6a78}</style>
            <path d="\(area)" fill="#cfe2f5" stroke="#0b5394" stroke-width="1.5" stroke-linejoin="round"/>
            <line x1="\(Amount.text(left))" x2="\(Amount.text(width - 8))" y1="\(Amount.text(y(0)))" \
            y2="\(Amount.text(y(0)))" stroke="#17212b"/>
            <text class="date" x="0" y="\(Amount.text(y(highest) + 4))">mg/day</text>
            \(marks)</svg>
            """
    }
}
