import MedicationDomain

/// Text in columns of a fixed width.
enum PlainText {
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Two texts at the ends of one line.
    static func line(_ start: String, _ end: String, width: Int) -> String {
        start + right(end, max(end.count + 1, width - start.count))
    }

    /// Broken between words; what follows a mark stands under its first word.
    static func wrapped(_ text: String, width: Int, mark: String = "") -> [String] {
        var (lines, line): ([String], String) = ([], mark)
        let indent = String(repeating: " ", count: mark.count)
        for word in text.split(separator: " ") {
            let isFirst = line == mark || line == indent
            if !isFirst, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent + word
            } else {
                line += (isFirst ? "" : " ") + word
            }
        }
        return lines + [line]
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// Days as they stand on a calendar.
enum DayText {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `Tue  1 Dec 2026`
    static func short(_ day: CalendarDay) -> String {
        let (year, month, number) = day.components
        return "\(weekday(day)) \(PlainText.right("\(number)", 2)) \(months[month - 1].prefix(3)) \(year)"
    }

    /// `from Tue 1 December 2026`
    static func long(_ day: CalendarDay) -> String {
        let (year, month, number) = day.components
        return "from \(weekday(day)) \(number) \(months[month - 1]) \(year)"
    }

    private static func weekday(_ day: CalendarDay) -> String {
        // 1970 began on a Thursday.
        weekdays[((day.daysSince1970 + 4) % 7 + 7) % 7]
    }
}
