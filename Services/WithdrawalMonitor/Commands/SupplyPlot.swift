import EventContracts
import MedicationDomain

/// A history as a picture that stands for itself.
enum SupplyPlot {
    private static let (width, height) = (920.0, 340.0)
    private static let (left, right, top, bottom) = (64.0, 20.0, 64.0, 64.0)

    static func svg(_ series: SupplySeries, report: SupplyReport) -> String {
        let days = series.days
        guard let first = days.first?.day else { return "" }
        let highest = max(days.map(\.onHandMilligrams).max() ?? 1, 1)
        func x(_ day: Int) -> Double { left + Double(day) / Double(max(days.count, 1)) * (width - left - right) }
        func y(_ amount: Double) -> Double { top + (1 - amount / highest) * (height - top - bottom) }
        let bands = runs(days).map { run -> String in
            guard let color = color(run.kind) else { return "" }
            return "<rect x=\"\(Amount.text(x(run.from)))\" y=\"\(Amount.text(top))\" "
                + "width=\"\(Amount.text(x(run.to) - x(run.from)))\" height=\"\(Amount.text(height - top - bottom))\" "
                + "fill=\"\(color)\"/>"
        }
        let split = days.firstIndex(where: \.isAhead) ?? days.count
        let marks = series.fills.map { day in
            "<path d=\"M\(Amount.text(x(day.days(since: first)))) \(Amount.text(height - bottom + 4))l5 9h-10z\" "
                + "fill=\"#0b5394\"/>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Amount.text(width)) \(Amount.text(height))" \
            font-family="system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif">
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="\(Amount.text(left))" y="26" font-size="18" font-weight="700" fill="#17212b">Baclofen at home</text>
            <text x="\(Amount.text(left))" y="47" font-size="13" fill="#4b5a68">\(HTMLText.escaped(subtitle(report)))</text>
            \(bands.joined(separator: "\n"))
            \(grid(highest, y))
            \(curve(Array(days[..<split]), from: 0, x, y, dash: false))
            \(curve(Array(days[split...]), from: split, x, y, dash: true))
            \(today(split, days.count, x))
            \(months(days, x))
            \(marks.joined(separator: "\n"))
            \(legend)
            </svg>

            """
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

    private struct Run { var from: Int, to: Int, kind: SupplySeries.Day.Kind }

    private static func runs(_ days: [SupplySeries.Day]) -> [Run] {
        var runs: [Run] = []
        for (index, day) in days.enumerated() {
            if let last = runs.last, last.kind == day.kind {
                runs[runs.count - 1].to = index + 1
            } else {
                runs.append(Run(from: index, to: index + 1, kind: day.kind))
            }
        }
        return runs
    }

    private static func color(_ kind: SupplySeries.Day.Kind) -> String? {
        switch kind {
        case .covered: nil
        case .uncovered: "#f6c9c5"
        case .hospital: "#dfe5ea"
        case .unknown: "#fdf0d5"
        }
    }

    private static func curve(
        _ days: [SupplySeries.Day], from offset: Int, _ x: (Int) -> Double, _ y: (Double) -> Double, dash: Bool
    ) -> String {
        guard !days.isEmpty else { return "" }
        var line = ""
        for (index, day) in days.enumerated() {
            let (from, to, level) = (x(offset + index), x(offset + index + 1), y(day.onHandMilligrams))
            line +=
                "\(line.isEmpty ? "M" : "L")\(Amount.text(from)) \(Amount.text(level))L\(Amount.text(to)) "
                + Amount.text(level)
        }
        let area =
            line + "L\(Amount.text(x(offset + days.count))) \(Amount.text(y(0)))"
            + "L\(Amount.text(x(offset))) \(Amount.text(y(0)))Z"
        return "<path d=\"\(area)\" fill=\"#0b5394\" fill-opacity=\"\(dash ? "0.08" : "0.18")\"/>"
            + "<path d=\"\(line)\" fill=\"none\" stroke=\"#0b5394\" stroke-width=\"1.8\""
            + (dash ? " stroke-dasharray=\"4 4\"/>" : "/>")
    }

    private static func grid(_ highest: Double, _ y: (Double) -> Double) -> String {
        [0, 0.5, 1].map { share in
            let level = Amount.text(y(highest * share))
            return
                "<line x1=\"\(Amount.text(left))\" x2=\"\(Amount.text(width - right))\" y1=\"\(level)\" y2=\"\(level)\" "
                + "stroke=\"#cfd8df\"/><text x=\"\(Amount.text(left - 8))\" y=\"\(level)\" dy=\"4\" font-size=\"11\" "
                + "text-anchor=\"end\" fill=\"#4b5a68\">\(Amount.text((highest * share).rounded())) mg</text>"
        }.joined()
    }

    private static func today(_ split: Int, _ count: Int, _ x: (Int) -> Double) -> String {
        guard split < count else { return "" }
        let at = Amount.text(x(split))
        return "<line x1=\"\(at)\" x2=\"\(at)\" y1=\"\(Amount.text(top - 6))\" y2=\"\(Amount.text(height - bottom))\" "
            + "stroke=\"#17212b\" stroke-dasharray=\"2 3\"/><text x=\"\(at)\" y=\"\(Amount.text(top - 9))\" dx=\"-4\" "
            + "text-anchor=\"end\" font-size=\"11\" fill=\"#17212b\">today</text>"
    }

    private static func months(_ days: [SupplySeries.Day], _ x: (Int) -> Double) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let firsts = days.enumerated().filter { $0.element.day.components.day == 1 }
        let every = max(1, (firsts.count + 11) / 12)
        return firsts.enumerated().filter { $0.offset % every == 0 }.map { _, item in
            let (year, month, _) = item.element.day.components
            let name = names[month - 1] + (month == 1 ? " \(year)" : "")
            return
                "<text x=\"\(Amount.text(x(item.offset)))\" y=\"\(Amount.text(height - bottom + 28))\" font-size=\"11\" "
                + "fill=\"#4b5a68\">\(name)</text>"
        }.joined()
    }

    private static var legend: String {
        let items = [
            ("#0b5394", "at home, ▲ handed over"), ("#f6c9c5", "no supply"), ("#dfe5ea", "in hospital"),
            ("#fdf0d5", "unknown"),
        ]
        return items.enumerated().map { index, item in
            let at = left + Double(index) * 140 + (index > 0 ? 50 : 0)
            return
                "<rect x=\"\(Amount.text(at))\" y=\"\(Amount.text(height - 22))\" width=\"12\" height=\"12\" rx=\"2\" "
                + "fill=\"\(item.0)\"/><text x=\"\(Amount.text(at + 18))\" y=\"\(Amount.text(height - 12))\" font-size=\"12\" "
                + "fill=\"#4b5a68\">\(item.1)</text>"
        }.joined()
    }
}
