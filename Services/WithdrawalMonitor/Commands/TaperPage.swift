import EventContracts
import MedicationDomain

/// A plan on paper: a page that needs nothing but itself, to be printed, signed and handed over.
enum TaperPage {
    static func html(_ plan: TaperPlan) -> String {
        let title = "Baclofen taper from \(plan.startsOn)"
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>\(style)</style></head><body><main>
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
        let dates = "<td>\(TaperWords.date(first)) –<br>\(TaperWords.date(last))</td>"
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

    private static let style = """
        @page{size:A4;margin:14mm}*{box-sizing:border-box}
        body{margin:0;background:#eef1f4;color:#17212b;font:15px/1.45 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:820px;margin:28px auto;padding:36px 44px;background:#fff;border-radius:14px;
        box-shadow:0 2px 24px #1b2b3a1f}
        h1{margin:0 0 6px;font-size:30px;letter-spacing:-.02em}
        .standing{margin:0 0 4px;padding:6px 12px;border-radius:8px;font-size:13px;font-weight:600}
        .proposal{background:#fdf0d5;color:#7a4b00}.signed{background:#dff3e6;color:#12562f}.note{margin:6px 0 0;color:#4b5a68}
        .facts{display:flex;gap:12px;margin:18px 0}.facts div{flex:1;padding:10px 14px;border:1px solid #dbe2e8;border-radius:10px}
        dt{font-size:12px;color:#5a6a78}dd{margin:2px 0 0;font-size:15px;font-weight:600;white-space:nowrap}
        .warning{padding:14px 18px;border-left:5px solid #b3261e;border-radius:8px;background:#fcefee}
        .warning strong{color:#8c1d18;font-size:16px}.warning p{margin:6px 0 0}
        svg.chart{display:block;width:100%;height:auto;margin:20px 0 8px}
        table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:6px 8px;line-height:1.3;border-bottom:1px solid #e3e8ed;text-align:left;vertical-align:top;white-space:nowrap}
        thead th{font-size:12px;color:#5a6a78;border-bottom:2px solid #17212b}tbody th{font-weight:600}
        td span{display:block;font-size:12px;color:#5a6a78;white-space:normal}td.day{font-weight:700;color:#0b5394}th.day{color:#0b5394}
        .none{color:#9aa7b2}.free td{color:#12562f}.free td.day{color:#12562f}.box{font-size:18px;line-height:1;text-align:center}
        .total{margin:16px 0;padding:10px 14px;border-radius:10px;background:#eaf2fb;font-size:16px}
        .sign{display:flex;gap:24px;margin-top:44px}.sign span{flex:1;padding-top:6px;border-top:1px solid #17212b;font-size:12px}
        footer p{margin:14px 0 0;font-size:11px;color:#5a6a78}
        @media print{body{background:#fff;font-size:12px}h1{font-size:24px}th,td{padding:3px 6px}svg.chart{max-height:42mm}.sign{margin-top:28px}main{max-width:none;margin:0;padding:0;box-shadow:none}
        tr,.warning,.total,footer{break-inside:avoid}thead{display:table-header-group}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        @media (max-width:640px){main{margin:0;padding:18px 14px;border-radius:0}.facts{flex-wrap:wrap}.facts div{flex:1 1 40%}
        table{font-size:12px}th,td{padding:5px 3px;white-space:normal}}
        """
}

/// Text inside HTML and SVG.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
