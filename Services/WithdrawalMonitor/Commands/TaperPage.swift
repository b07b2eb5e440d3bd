import EventContracts
import MedicationDomain
import SupplyDrawing

/// A plan on paper: a page that needs nothing but itself, to be printed, signed and handed over.
enum TaperPage {
    static func html(_ plan: TaperPlan) -> String {
        let title = "Baclofen taper from \(plan.startsOn)"
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>\(TaperStyle.sheet)</style></head><body><main>
            \(head(plan))
            \(warning)
            \(TaperChart.svg(plan))
            \(table(plan))
            \(total(plan))
            \(signatures(plan))
            </main></body></html>

            """
    }

    private static func head(_ plan: TaperPlan) -> String {
        let notes = (plan.notes ?? []).map { "<p class=note>\(HTMLText.escaped($0))</p>" }.joined()
        let facts = [
            ("First lower dose", TaperWords.date(plan.startsOn, year: true)),
            ("Steps", "\(plan.steps.count)"), ("Length", Amount.days(plan.totalDays)),
            ("Nothing from", TaperWords.date(plan.firstFreeDay, year: true)),
        ].map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined()
        return """
            <header><h1>Coming off baclofen</h1>
            <p class=product>with \(HTMLText.escaped(plan.medication.text))</p>
            <p class="standing \(plan.approvedBy == nil ? "proposal" : "signed")">\
            \(HTMLText.escaped(TaperWords.standing(plan)))</p>\(notes)
            <dl class=facts>\(facts)</dl></header>
            """
    }

    private static let warning = """
        <section class=warning><strong>Never stop at once, and never go faster than this page.</strong>
        <p>More stiffness, itching without a rash, tingling, a racing heart, anxiety or no sleep: stay on the present
        dose and call the prescriber today.</p>
        <p><b>Seizure, seeing or hearing things, fever, rigid muscles or confusion: emergency department now.</b></p>
        </section>
        """

    private static func table(_ plan: TaperPlan) -> String {
        let times = ["morning", "midday", "evening", "bedtime"].filter { time in
            plan.steps.contains { $0.doses.contains { $0.time == time } }
        }
        let ends = plan.steps.dropFirst().map(\.day) + [plan.totalDays + 1]
        let rows = zip(plan.steps, ends).enumerated().map { index, pair in
            row(pair.0, number: index + 1, days: pair.1 - pair.0.day, of: plan, at: times)
        }
        let heads = times.map { "<th scope=col>\($0.prefix(1).uppercased() + $0.dropFirst())</th>" }.joined()
        return """
            <table><thead><tr><th scope=col>Step</th><th scope=col>From and to</th>\
            <th scope=col class=day>A day</th>\(heads)<th scope=col>Done</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table>
            """
    }

    private static func row(
        _ step: TaperPlan.Step, number: Int, days: Int, of plan: TaperPlan, at times: [String]
    ) -> String {
        let first = plan.startsOn.adding(days: step.day - 1)
        let last = first.adding(days: days - 1)
        let dates = "<td class=when>\(TaperWords.date(first)) –<br> \(TaperWords.date(last))</td>"
        guard !step.doses.isEmpty else {
            return "<tr class=free><th scope=row>\(number)</th>\(dates)<td class=day>0 mg</td>"
                + "<td colspan=\(times.count)>nothing; watch for symptoms</td><td class=box>☐</td></tr>"
        }
        let cells = times.map { time -> String in
            guard let dose = step.doses.first(where: { $0.time == time }) else { return "<td class=none>–</td>" }
            return "<td><b>\(Amount.text(dose.milligrams)) mg</b><span>\(TaperWords.product(dose))</span></td>"
        }
        return "<tr><th scope=row>\(number)</th>\(dates)<td class=day>\(Amount.text(step.dailyDoseMilligrams)) mg</td>"
            + cells.joined() + "<td class=box>☐</td></tr>"
    }

    private static func total(_ plan: TaperPlan) -> String {
        "<p class=total><b>To hand out in all:</b> \(HTMLText.escaped(TaperWords.total(plan)))</p>"
    }

    private static func signatures(_ plan: TaperPlan) -> String {
        """
        <footer><div class=sign><span>Prescriber, date</span><span>Pharmacist, date</span><span>Patient</span></div>
        <p>Plan \(HTMLText.escaped(plan.planId)), template version \(HTMLText.escaped(plan.template.version)). Planned by
        computer from the template; to be reviewed by a pharmacist before use.</p></footer>
        """
    }
}
