import AssistanceFiles
import Testing

@testable import CostAssistance

/// CSV as RFC 4180 has it, and what breaks its rules.
struct CSVTests {
    /// Reads in pieces of every size, so that no rule depends on where a piece ends.
    private func records(_ text: String, pieces: Int) throws -> [CSVRecord] {
        var rest = Array(text.utf8)[...]
        var reader = try CSVReader {
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func quotesCommasAndLineBreaksAreKept(pieces: Int) throws {
        let text = "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\"two\r\nlines\"\n\n,,\nlast,1,"
        let found = try records(text, pieces: pieces)
        #expect(
            found.map(\.fields).dropFirst() == [
                ["x, y", "say \"hi\"", "two\r\nlines"], ["", "", ""], ["last", "1", ""],
            ])
        #expect(found.map(\.line) == [1, 2, 5, 6])
        #expect(found.map(\.isTerminated) == [true, true, true, false])
        #expect(found.last?.end == text.utf8.count)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let rows = [["plain", "with, comma"], ["a \"quote\"", "two\nlines"], ["", "\r"]]
        let text = rows.map(CSVText.line).joined()
        #expect(try records(text, pieces: 1000).map(\.fields).prefix(2) == rows.prefix(2))
    }

    @Test(arguments: [
        ("a,b\"c,d\nnext,1,2\n", 2, "inside a field"), ("\"a\"b,c\nnext,1,2\n", 1, "closing quotation mark"),
    ])
    func aBrokenRowIsToldByItsColumnAndTheNextIsRead(_ text: String, _ column: Int, _ words: String) throws {
        let found = try records(text, pieces: 1000)
        #expect(found.count == 2)
        #expect(found[0].problem?.column == column)
        #expect(found[0].problem?.text.contains(words) == true)
        #expect(found[1].fields == ["next", "1", "2"])
    }

    @Test func anOpenQuoteEndsWithTheFile() throws {
        let found = try records("a,\"b\nc,d", pieces: 1000)
        #expect(found.map(\.problem) == [.init(column: 2, text: "a quotation mark is not closed")])
    }

    @Test func aRowWithoutEndTakesNoMoreMemoryThanItsLimit() throws {
        let found = try records("\"" + String(repeating: "x", count: 3 << 20) + "\nnext\n", pieces: 65536)
        #expect(found.first?.problem?.text == "the row is too long")
        #expect(found.first.map { $0.raw.count <= CSVReader.maximumRecordBytes } == true)
        #expect(found.last?.fields == ["next"])
    }
}
