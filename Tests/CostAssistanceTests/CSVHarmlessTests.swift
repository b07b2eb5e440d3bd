import AssistanceFiles
import Testing

/// What a spreadsheet would work out is a text, whatever stands around it; and what is written is read back.
@Suite struct CSVHarmlessTests {
    private func field(_ text: String) -> String { String(CSVText.harmlessLine([text]).dropLast()) }

    @Test(arguments: [
        "=1+1", "+cmd", "-cmd", "@SUM(A1)", "|x", "%x", "  =1", "\u{A0}=1", "\u{200B}=1", "\u{FEFF}=1", "\u{2060}=1",
        "\u{3000}=1", "=\u{301}1", "@\u{20DD}", "\u{FF1D}1", "\u{FF0B}1", "\u{FF0D}x", "\u{FF20}x", "-1+2",
        "\u{0}=1", "\u{1}x", "\tx", "\u{200B}\u{A0}\u{FEFF}-x", " -5",
    ])
    func aFormulaBecomesAText(_ text: String) { #expect(Array(field(text).utf8) == Array("'\(text)".utf8)) }

    @Test(arguments: ["\n=1+1", "\r=1", "\r\n=1"])
    func alsoBehindAnEndOfLine(_ text: String) { #expect(Array(field(text).utf8) == Array("\"'\(text)\"".utf8)) }

    @Test(arguments: ["", "-5", "+5", "12.50", "-0.5", "Baclofen", "a=b", "1-2", "\u{E9}t\u{E9}", "\u{A0}", "a\u{301}"])
    func anythingElseStays(_ text: String) { #expect(Array(field(text).utf8) == Array(text.utf8)) }

    @Test(arguments: ["a\"\u{301}b", "\"\u{20DD}", "x,\"\u{200D}\"", "say \"hi\"", ",\u{301}", "a\r\u{301}"])
    func aQuotationMarkIsDoubledWhateverJoinsIt(_ text: String) throws {
        var rest = Array(CSVText.line([text, "next"]).utf8)
        var reader = try CSVReader {
            defer { rest = [] }
            return rest
        }
        let record = try #require(try reader.next())
        #expect(record.problem == nil)
        // The reader turns half an end of line into a whole one.
        #expect(
            record.fields.map { Array($0.utf8) } == [text.replacing("\r", with: "\n"), "next"].map { Array($0.utf8) })
        #expect(try reader.next() == nil)
    }
}
