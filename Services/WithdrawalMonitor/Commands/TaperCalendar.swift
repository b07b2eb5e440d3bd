import EventContracts
import MedicationDomain

/// A plan for the terminal: one line a step, with a bar that shrinks.
enum TaperCalendar {
    static func text(_ plan: TaperPlan) -> String {
        var lines = [
            "\(plan.steps.count) steps, \(plan.totalDays) days: first lower dose \(plan.startsOn), "
                + "nothing from \(plan.firstFreeDay) on, watched until \(plan.lastDay)",
            TaperWords.standing(plan),
        ]
        lines.append("with \(plan.medication.text)")
        lines += plan.notes ?? []
        lines.append("")
        let highest = plan.steps.map(\.dailyDoseMilligrams).max() ?? 1
        for step in plan.steps {
            let day = plan.startsOn.adding(days: step.day - 1)
            let bar = String(repeating: "█", count: Int((step.dailyDoseMilligrams / max(highest, 1) * 20).rounded(.up)))
            lines.append(
                "\(TaperWords.weekday(day)) \(day)  \(pad(Amount.text(step.dailyDoseMilligrams), 5)) mg  "
                    + bar + String(repeating: "·", count: max(0, 20 - bar.count))
                    + (step.doses.isEmpty ? "  nothing" : "  " + doses(step)))
        }
        lines += ["", "to hand out in all: " + TaperWords.total(plan), "", TaperWords.caution]
        return lines.joined(separator: "\n")
    }

    private static func doses(_ step: TaperPlan.Step) -> String {
        step.doses.map { "\($0.time) \(Amount.text($0.milligrams)) mg (\(TaperWords.product($0)))" }
            .joined(separator: ", ")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
