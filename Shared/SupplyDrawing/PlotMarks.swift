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

    /// The daily dose wherever it changes; steps too near to be read are marked and not written.
    static func steps(_ series: SupplySeries, _ frame: SupplyPlot.Frame) -> String {
        guard let first = series.days.first?.day else { return "" }
        var writtenUntil = -Double.infinity
        return series.steps.map { step in
            let place = frame.x(max(0, min(step.from.days(since: first), frame.count)))
            let at = PlotText.number(place)
            let mark =
                "<path class=\"plot-step\" d=\"M\(at) \(PlotText.number(Plot.top - 4))v-7\" stroke=\"#7a3e00\" "
                + "stroke-width=\"2\"/>"
            guard place >= writtenUntil, place < Plot.width - Plot.right - 30 else { return mark }
            let words =
                switch step.dailyDoseMilligrams {
                case nil: "dose unknown"
                case 0: "no dose"
                case let dose?: "\(PlotText.number(dose)) mg/day"
                }
            writtenUntil = place + Double(words.count) * 6.5 + 12
            return mark + "<text class=\"plot-dose\" x=\"\(at)\" y=\"\(PlotText.number(Plot.top - 6))\" dx=\"4\" "
                + "font-size=\"11\" font-weight=\"600\" fill=\"#7a3e00\">\(words)</text>"
        }.joined(separator: "\n")
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
            + "<text class=\"plot-out-text\" x=\"\(at)\" y=\"\(PlotText.number(Plot.top + 14))\" "
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
