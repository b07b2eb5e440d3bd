import MedicationDomain

/// Supply as a picture. It stands for itself, with colours of its own; on a page the style sheet may set others by class.
public enum SupplyPlot {
    /// What is written about the picture.
    public struct Words: Hashable, Sendable {
        public var heading: String
        public var subtitle: String
        /// For whoever does not see it.
        public var description: String

        public init(heading: String, subtitle: String, description: String) {
            (self.heading, self.subtitle, self.description) = (heading, subtitle, description)
        }
    }

    static let (width, height) = (920.0, 340.0)
    static let (left, right, top, bottom) = (64.0, 20.0, 84.0, 64.0)

    /// - Parameter id: makes the ids inside the picture the page's only ones.
    public static func svg(_ series: SupplySeries, _ words: Words, id: String = "supply") -> String {
        let days = series.days
        guard let first = days.first?.day else { return "" }
        let frame = Frame(count: days.count, highest: max(days.map(\.onHandMilligrams).max() ?? 1, 1))
        let split = days.firstIndex(where: \.isAhead) ?? days.count
        let fills = series.fills.map { day in
            "<path class=\"plot-line-fill\" d=\"M\(PlotText.number(frame.x(day.days(since: first)))) "
                + "\(PlotText.number(height - bottom + 4))l5 9h-10z\" fill=\"#0b5394\"/>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 \(PlotText.number(width)) \
            \(PlotText.number(height))" role="img" aria-labelledby="\(id)-title \(id)-desc" \
            font-family="system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif">
            <title id="\(id)-title">\(HTMLText.escaped(words.heading))</title>
            <desc id="\(id)-desc">\(HTMLText.escaped(words.description))</desc>
            <defs><pattern id="\(id)-hatch" width="8" height="8" patternUnits="userSpaceOnUse" \
            patternTransform="rotate(45)"><rect class="plot-gap" width="8" height="8" fill="#f6c9c5"/>\
            <path class="plot-gap-line" d="M0 0V8" stroke="#b3261e" stroke-width="2"/></pattern></defs>
            <rect class="plot-paper" width="100%" height="100%" fill="#fff"/>
            <text class="plot-ink" x="\(PlotText.number(left))" y="26" font-size="18" font-weight="700" \
            fill="#17212b">\(HTMLText.escaped(words.heading))</text>
            <text class="plot-soft" x="\(PlotText.number(left))" y="47" font-size="13" \
            fill="#4b5a68">\(HTMLText.escaped(words.subtitle))</text>
            \(bands(series, frame, id))
            \(grid(frame))
            \(curve(days[..<split], frame, dash: false))
            \(curve(days[split...], frame, dash: true))
            \(PlotMarks.steps(series, frame))
            \(PlotMarks.today(split, frame))
            \(PlotMarks.runOut(series, frame))
            \(PlotMarks.months(days, frame))
            \(fills.joined(separator: "\n"))
            \(PlotMarks.legend(id))
            </svg>

            """
    }

    /// Where a day and an amount stand.
    struct Frame {
        let count: Int
        let highest: Double

        func x(_ day: Int) -> Double { left + Double(day) / Double(max(count, 1)) * (width - left - right) }
        func y(_ amount: Double) -> Double { top + (1 - amount / highest) * (height - top - bottom) }
    }

    private static func bands(_ series: SupplySeries, _ frame: Frame, _ id: String) -> String {
        series.runs.compactMap { run -> String? in
            let paint: String
            switch run.kind {
            case .covered: return nil
            // Hatched, so that it is told from the others without its colour.
            case .uncovered: paint = "fill=\"url(#\(id)-hatch)\""
            case .hospital: paint = "class=\"plot-hospital\" fill=\"#dfe5ea\""
            case .unknown: paint = "class=\"plot-unknown\" fill=\"#fdf0d5\""
            }
            return "<rect x=\"\(PlotText.number(frame.x(run.from)))\" y=\"\(PlotText.number(top))\" "
                + "width=\"\(PlotText.number(frame.x(run.until) - frame.x(run.from)))\" "
                + "height=\"\(PlotText.number(height - top - bottom))\" \(paint)/>"
        }.joined(separator: "\n")
    }

    /// What is not known is not drawn as if it were.
    private static func curve(_ days: ArraySlice<SupplySeries.Day>, _ frame: Frame, dash: Bool) -> String {
        days.split { $0.kind == .unknown }.map { part in
            var line = ""
            for index in part.indices {
                let (from, to) = (PlotText.number(frame.x(index)), PlotText.number(frame.x(index + 1)))
                let level = PlotText.number(frame.y(part[index].onHandMilligrams))
                line += "\(line.isEmpty ? "M" : "L")\(from) \(level)L\(to) \(level)"
            }
            let floor = PlotText.number(frame.y(0))
            let area =
                line + "L\(PlotText.number(frame.x(part.endIndex))) \(floor)"
                + "L\(PlotText.number(frame.x(part.startIndex))) \(floor)Z"
            return
                "<path class=\"plot-area\" d=\"\(area)\" fill=\"#0b5394\" fill-opacity=\"\(dash ? "0.08" : "0.18")\"/>"
                + "<path class=\"plot-line\" d=\"\(line)\" fill=\"none\" stroke=\"#0b5394\" stroke-width=\"1.8\""
                + (dash ? " stroke-dasharray=\"4 4\"/>" : "/>")
        }.joined()
    }

    private static func grid(_ frame: Frame) -> String {
        [0, 0.5, 1].map { share in
            let level = PlotText.number(frame.y(frame.highest * share))
            return
                "<line class=\"plot-grid\" x1=\"\(PlotText.number(left))\" x2=\"\(PlotText.number(width - right))\" "
                + "y1=\"\(level)\" y2=\"\(level)\" stroke=\"#cfd8df\"/><text class=\"plot-soft\" "
                + "x=\"\(PlotText.number(left - 8))\" y=\"\(level)\" dy=\"4\" font-size=\"11\" text-anchor=\"end\" "
                + "fill=\"#4b5a68\">\(PlotText.number((frame.highest * share).rounded())) mg</text>"
        }.joined()
    }
}

/// Numbers as they stand in a picture and in its words.
enum PlotText {
    /// To hundredths, without trailing zeros; what no picture can hold stands at its edge.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return value > 0 ? "1000000000000" : "0" }
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }
}
