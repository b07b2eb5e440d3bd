import MedicationDomain

/// What stands on a plot beside its curve.
enum PlotMarks {
    private typealias Plot = SupplyPlot

    static func today(_ split: Int, _ frame: SupplyPlot.Frame) -> String {
        guard split < frame.count else { return "" }
        let at = PlotText.number(frame.x(split))
        return "<line class=\"plot-today\" x1=\"\(at)\" x2=\"\(at)\" y1=\"\(PlotText.number(Plot.top - 6))\" "
            + "y2=\"\(PlotText.number(Plot.height - Plot.bottom))\" stroke=\"#17212b\" stroke-dasharray=\"2 3\"/>"
            + "<text class=\"plot-ink\" x=\"\(at)\" y=\"\(PlotText.number(Plot.height - Plot.bottom + 14))\" dx=\"4\" "
            + "font-size=\"11\" font-weight=\"600\" fill=\"#17212b\">today</text>"
    }

    /// The daily dose wherever it changes; of steps too near to be read the newest is written, the others are marked.
    static func steps(_ series: SupplySeries, _ frame: SupplyPlot.Frame) -> String {
        guard let first = series.days.first?.day else { return "" }
        let edge = Plot.width - Plot.right
        var free = edge
        return series.steps.reversed().map { step in
            let place = frame.x(max(0, min(step.from.days(since: first), frame.count)))
            let at = PlotText.number(place)
            let mark =
                "<path class=\"plot-step\" d=\"M\(at) \(PlotText.number(Plot.top - 4))v-7\" stroke=\"#7a3e00\" "
                + "stroke-width=\"2\"/>"
            let words = words(for: step)
            let room = Double(words.count) * 6.5 + 8
            // At the edge the words stand before their mark.
            let isLate = place + room > edge
            let (start, end) = isLate ? (place - room, place) : (place, place + room)
            guard end <= free else { return mark }
            free = start
            return mark + "<text class=\"plot-dose\" x=\"\(at)\" y=\"\(PlotText.number(Plot.top - 6))\" "
                + "dx=\"\(isLate ? "-4" : "4")\" text-anchor=\"\(isLate ? "end" : "start")\" font-size=\"11\" "
                + "font-weight=\"600\" fill=\"#7a3e00\">\(words)</text>"
        }.joined(separator: "\n")
    }

    private static func words(for step: SupplySeries.Step) -> String {
        switch step.dailyDoseMilligrams {
        case nil: "dose unknown"
        case 0: "no dose"
        case let dose?: "\(PlotText.number(dose)) mg/day"
        }
    }

    static func runOut(_ series: SupplySeries, _ frame: SupplyPlot.Frame) -> String {
        guard let runOut = series.runOut, let first = series.days.first?.day, let last = series.days.last?.day,
            first <= runOut, runOut <= last
        else { return "" }
        let place = frame.x(runOut.days(since: first))
        let isLate = place > Plot.width - 180
        let at = PlotText.number(place)
        return "<line class=\"plot-out\" x1=\"\(at)\" x2=\"\(at)\" y1=\"\(PlotText.number(Plot.top))\" "
            + "y2=\"\(PlotText.number(Plot.height - Plot.bottom))\" stroke=\"#b3261e\" stroke-width=\"2\"/>"
            + "<text class=\"plot-out-text\" paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"5\" x=\"\(at)\" y=\"\(PlotText.number(Plot.top + 14))\" "
            + "dx=\"\(isLate ? "-5" : "5")\" text-anchor=\"\(isLate ? "end" : "start")\" font-size=\"11\" "
            + "font-weight=\"600\" fill=\"#b3261e\">nothing left on \(runOut)</text>"
    }

    static func months(_ days: [SupplySeries.Day], _ frame: SupplyPlot.Frame) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let firsts = days.enumerated().filter { $0.element.day.components.day == 1 }
        let every = max(1, (firsts.count + 11) / 12)
        return firsts.enumerated().filter { $0.offset % every == 0 }.map { _, item in
            let (year, month, _) = item.element.day.components
            let name = names[month - 1] + (month == 1 ? " \(year)" : "")
            return
                "<text class=\"plot-soft\" x=\"\(PlotText.number(frame.x(item.offset)))\" "
                + "y=\"\(PlotText.number(Plot.height - Plot.bottom + 28))\" font-size=\"11\" fill=\"#4b5a68\">\(name)</text>"
        }.joined()
    }

    static func legend(_ id: String) -> String {
        let items = [
            ("class=\"plot-line-fill\" fill=\"#0b5394\"", "at home, ▲ handed over", 0.0),
            ("fill=\"url(#\(id)-hatch)\"", "no supply", 190),
            ("class=\"plot-hospital\" fill=\"#dfe5ea\"", "in hospital", 310),
            ("class=\"plot-unknown\" fill=\"#fdf0d5\"", "unknown", 440),
            ("class=\"plot-step-fill\" fill=\"#7a3e00\"", "dose changes", 550),
        ]
        return items.map { paint, words, offset in
            let at = Plot.left + offset
            return
                "<rect x=\"\(PlotText.number(at))\" y=\"\(PlotText.number(Plot.height - 22))\" width=\"12\" height=\"12\" "
                + "rx=\"2\" \(paint)/><text class=\"plot-soft\" x=\"\(PlotText.number(at + 18))\" "
                + "y=\"\(PlotText.number(Plot.height - 12))\" font-size=\"12\" fill=\"#4b5a68\">\(words)</text>"
        }.joined()
    }
}
