import HL7v2
import Testing

@Suite struct FramingTests {
    private static let header = "MSH|^~\\&|WARD|HOSP|||20261121093000||RDE^O11|1|P|2.5"

    @Test(arguments: [
        ("\(header)\rPID|1\r", 1), ("\(header)\nPID|1\n", 1), ("\(header)\r\nPID|1\r\n", 1),
        ("\r\n \(header)\r", 1), ("\u{FEFF}\(header)\r", 1), ("msh|^~\\&|||||||RDE\r", 1),
        ("\u{0B}\(header)\r\u{1C}\r", 1), ("\u{0B}\(header)\r\u{1C}\r\u{0B}\(header)\r\u{1C}\r", 2),
        ("\u{0B}\(header)\r\u{1C}\r\(header)\r", 2), ("FHS|^~\\&\rBHS|^~\\&\r\(header)\r\(header)\rBTS|2\rFTS|1\r", 2),
        ("\(header)\r\(header)\r\(header)\r", 3), ("FHS|^~\\&\rBTS|0\r", 0),
        ("BHS|^~\\&\r\(header)\rBTS|1\rBHS|^~\\&\r\(header)\r\(header)\rBTS|2\r", 3),
    ])
    func recordsFallIntoMessages(_ text: String, _ count: Int) throws {
        let record = try HL7Record(Array(text.utf8))
        #expect(record.messages.count == count)
        #expect(record.failure == nil)
        #expect(record.isBatch == (count != 1 || text.contains("BHS")))
        for message in record.messages { #expect(try HL7Header(message).type == "RDE") }
    }

    @Test(arguments: [
        ("", "not-hl7", "MSH"), (" \r\n", "not-hl7", "MSH"), ("PID|1\r", "not-hl7", "MSH"),
        ("{\"resourceType\":\"Patient\"}", "not-hl7", "MSH"), ("FHS|^~\\&\rPID|1\r", "not-hl7", "MSH"),
    ])
    func whatBeginsOtherwiseIsNoRecord(_ text: String, _ code: String, _ place: String) {
        let error = failure { () throws(HL7Error) in _ = try HL7Record(Array(text.utf8)) }
        #expect(error?.code.rawValue == code)
        #expect(error?.place == place)
    }

    @Test(arguments: [
        ("\(header)\r\(header)\rBTS|3\r", "bad-value at BTS-1"), ("\(header)\rBTS|two\r", "bad-value at BTS-1"),
        ("\(header)\rBTS|1\rPID|1\r", "not-hl7 at MSH"), ("\(header)\rBTS|1", "truncated at BTS"),
        ("\u{0B}\(header)\r\u{1C}\rjunk\r", "not-hl7 at MSH"),
    ])
    func whatIsWrongAroundMessagesIsToldBesideThem(_ text: String, _ reason: String) throws {
        let record = try HL7Record(Array(text.utf8))
        #expect(record.failure?.description == reason)
        #expect(record.isBatch)
        for message in record.messages { #expect(try HL7Header(message).type == "RDE") }
    }

    @Test(arguments: [
        ("\(header)\rPID|1\rRXE|1", "RXE"), ("\u{0B}\(header)\rPID|1\r", "PID"), (header, "MSH"),
        ("\(header)\rORC|NW\rInvented Person", "ORC"), ("\(header)\rORC|NW\rLee", "ORC"),
    ])
    func whatIsNotEndedIsTruncated(_ text: String, _ place: String) throws {
        let record = try HL7Record(Array(text.utf8))
        let error = failure { () throws(HL7Error) in _ = try HL7Header(record.messages[0]) }
        #expect(error == HL7Error(.truncated, at: place))
    }

    @Test func limitsHold() throws {
        let message = FramingTests.header + "\r"
        #expect(try HL7Record(Array(String(repeating: message, count: 1000).utf8)).messages.count == 1000)
        let tooMany = failure { () throws(HL7Error) in
            _ = try HL7Record(Array(String(repeating: message, count: 1001).utf8))
        }
        #expect(tooMany == HL7Error(.tooLarge, at: "MSH"))
        let tooLong = failure { () throws(HL7Error) in
            _ = try HL7Record(Array(message.utf8) + Array(repeating: 0x20, count: 4 * 1024 * 1024))
        }
        #expect(tooLong == HL7Error(.tooLarge, at: "MSH"))
    }

    @Test(arguments: [
        ("MSH|^~", true), ("  \r\nFHS|", true), ("\u{FEFF}BHS|", true), ("\u{0B}msh|", true), ("MSHIP", false),
        ("{\"MSH|\":1}", false), ("", false), ("MS", false),
    ])
    func looksLikeHL7(_ text: String, _ isLikely: Bool) {
        #expect(HL7Record.isLikely(Array(text.utf8)) == isLikely)
    }
}

/// What a body throws.
func failure(_ body: () throws(HL7Error) -> Void) -> HL7Error? {
    do throws(HL7Error) {
        try body()
        return nil
    } catch {
        return error
    }
}
