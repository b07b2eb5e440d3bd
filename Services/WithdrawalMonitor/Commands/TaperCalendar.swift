import EventContracts
import MedicationDomain

/// A plan for the terminal.
enum TaperCalendar {
    static func text(_ plan: TaperPlan) -> String {
        var lines = [
            "\(plan.steps.count) steps, \(plan.totalDays) days (\(plan.template.id), evidence "
                + "\(plan.template.evidence.rawValue))",
            plan.approvedBy.map { "template signed by \($0)" }
                ?? "PROPOSAL: no pharmacist has signed this template yet",
            "",
        ]
        for step in plan.steps {
            let doses = step.doses.map { "\($0.time) \(Amount.text($0.milligrams)) mg" }.joined(separator: ", ")
            let day = plan.startsOn.adding(days: step.day - 1)
            lines.append(
                "day \(step.day) (\(day)): \(Amount.text(step.dailyDoseMilligrams)) mg/day"
                    + (doses.isEmpty ? ", stopped" : "  \(doses)"))
        }
        let tablets = TaperPlanner.totalTablets(plan).map { "\(Amount.text($0.tablets)) × \($0.strength) mg" }
        if !tablets.isEmpty { lines += ["", "tablets in all: " + tablets.joined(separator: ", ")] }
        lines.append("Never stop between steps on your own: ask the prescriber at the first sign of withdrawal.")
        return lines.joined(separator: "\n")
    }
}
