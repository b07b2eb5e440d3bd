/// Writes comma-separated values by RFC 4180.
package enum CSVText {
    /// One record with its end of line.
    package static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

    /// The same for a file that somebody opens in a spreadsheet: what would be a formula there becomes a text.
    package static func harmlessLine(_ fields: [String]) -> String { line(fields.map(harmless)) }

    /// An apostrophe before whatever a spreadsheet would work out, also behind spaces; numbers stay numbers.
    private static func harmless(_ text: String) -> String {
        guard let first = text.first(where: { $0 != " " }) else { return text }
        guard
            "=+-@\t\r\n|%".contains(first) || first == "\u{FF1D}" || first == "\u{FF0B}" || first == "\u{FF0D}"
                || first == "\u{FF20}"
        else { return text }
        let digits = text.dropFirst(text.first == "-" || text.first == "+" ? 1 : 0)
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        return isNumber ? text : "'" + text
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
