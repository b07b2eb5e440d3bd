/// Writes comma-separated values by RFC 4180.
///
/// Works on bytes and on single code points: a mark that joins a quotation or an equals sign to what a person sees as
/// one character changes nothing of what a spreadsheet does with it.
package enum CSVText {
    /// One record with its end of line.
    package static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

    /// The same for a file that somebody opens in a spreadsheet: what would be a formula there becomes a text.
    package static func harmlessLine(_ fields: [String]) -> String { line(fields.map(harmless)) }

    /// What begins a formula or a command, also in its fullwidth form.
    private static let risky: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "|", "%", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{FF5C}", "\u{FF05}",
    ]

    /// An apostrophe before whatever a spreadsheet would work out, also behind what nobody sees; numbers stay numbers.
    private static func harmless(_ text: String) -> String {
        isRisky(text) && !isNumber(text) ? "'" + text : text
    }

    private static func isRisky(_ text: String) -> Bool {
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.generalCategory == .control { return true }
            // Spreadsheets pass over some of these before they look for a formula; which, differs.
            let isUnseen =
                properties.isWhitespace || properties.isDefaultIgnorableCodePoint
                || properties.generalCategory == .format
            if !isUnseen { return risky.contains(scalar) }
        }
        return false
    }

    private static func isNumber(_ text: String) -> Bool {
        let hasSign = text.utf8.first == 0x2D || text.utf8.first == 0x2B
        let digits = text.utf8.dropFirst(hasSign ? 1 : 0)
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return text }
        var quoted: [UInt8] = [0x22]
        for byte in text.utf8 {
            if byte == 0x22 { quoted.append(0x22) }
            quoted.append(byte)
        }
        quoted.append(0x22)
        return String(decoding: quoted, as: UTF8.self)
    }
}
