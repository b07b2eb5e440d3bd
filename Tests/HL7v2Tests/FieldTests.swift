import HL7v2
import MedicationDomain
import Testing

@Suite struct FieldTests {
    private func message(
        _ lines: String, header: String = "MSH|^~\\&|||||20261121093000||RDE^O11|1|P|2.5"
    ) throws(HL7Error) -> HL7Message {
        try message(Array("\(header)\r\(lines)\r".utf8))
    }

    private func message(_ bytes: [UInt8], _ settings: HL7Settings = HL7Settings()) throws(HL7Error) -> HL7Message {
        let raw = try HL7Record(bytes).messages[0]
        return try HL7Message(raw, header: try HL7Header(raw), settings: settings)
    }

    @Test(arguments: [
        ("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\P\\", "a|b^c&d~e\\f#"), ("\\X41C3A9\\", "A\u{E9}"),
        ("a\\.br\\b\\.sp+2\\c", "a\nb\nc"),
        ("\\H\\bold\\N\\", "bold"), ("a\\Q\\b", "a\\Q\\b"), ("a\\b", "a\\b"), ("\\X4\\", "\\X4\\"), ("\\X0D0A\\x", "x"),
        ("a\\X0D\\b", "a\nb"), ("  padded ", "padded"), ("a\nb", "a\nb"), ("\\.spx\\", "\\.spx\\"),
    ])
    func escapesAreUndone(_ written: String, _ text: String) throws {
        let header = "MSH|^~\\&|||||||RDE^O11|1|P|2.5||||||UNICODE UTF-8"
        #expect(try message("NTE|\(written)", header: header).segments[1].text(1) == text)
    }

    @Test(arguments: [
        "MSH|^~\r", "MSH|^^\\&|\r", "MSH|^~\\&#x|\r", "MSH|^~A|\r", "MSH\r", "MSH|^~ |\r", "MSHA^~\\&A\r",
    ])
    func delimitersMustBeUsable(_ text: String) throws {
        let raw = try HL7Record(Array(text.utf8)).messages[0]
        #expect(failure { () throws(HL7Error) in _ = try HL7Header(raw) } == HL7Error(.badValue, at: "MSH-2"))
    }

    @Test func delimitersAreTheMessagesOwn() throws {
        let message = try message("PID#1##a:b!c", header: "MSH#:!*#######RDE:O11#1#P#2.5")
        #expect(message.header.event == "O11")
        let values = try message.segments[1].repetitions(3)
        #expect(values.map { $0[1] } == ["a", "c"])
        #expect(values[0][2] == "b")
    }

    @Test func fieldsAreCountedFromTheHeadersSeparator() throws {
        let header = try message("PID|1").segments[0]
        #expect(try header.text(9) == "RDE")
        #expect(try header.text(12) == "2.5")
        #expect(try header.text(13) == nil)
    }

    @Test func deletedIsNothingAndRemarked() throws {
        let segment = try message("PID|\"\"|x||\"\"^b").segments[1]
        #expect(try segment.text(1) == nil)
        #expect(segment.isDeleted(1))
        #expect(!segment.isDeleted(3))
        #expect(try segment.text(4) == nil)
        #expect(try segment.text(4, component: 2) == "b")
    }

    @Test(arguments: [
        ("10", "10"), ("+010.50", "10.5"), (".5", "0.5"), ("-0", "0"), ("-2.0", "-2"), ("5.", "5"), ("1,5", nil),
        ("1e3", nil), ("", nil), (".", nil), ("-", nil), ("1 0", nil), (String(repeating: "9", count: 400), nil),
    ])
    func numbersAreReadStrictly(_ written: String, _ text: String?) {
        #expect(HL7Number(written)?.text == text)
    }

    @Test(arguments: [
        ("2026", "2026"), ("202611", "2026-11"), ("20261121", "2026-11-21"), ("20261121+0100", "2026-11-21"),
        ("2026112109", "2026-11-21T09:00:00.000+02:00"), ("202611210930-0500", "2026-11-21T09:30:00.000-05:00"),
        ("20261121093015.12345+0000", "2026-11-21T09:30:15.123Z"), ("20261131", nil), ("2026112", nil), ("0000", nil),
        ("2026112124", nil), ("20261121093060", nil), ("20261121.5", nil), ("2026112109+25", nil), ("yesterday", nil),
        ("20261121093000+9900", nil), ("20261121093000.", nil),
    ])
    func timesAreAsPreciseAsWritten(_ written: String, _ iso: String?) {
        #expect(HL7Time(written, zone: HL7Zone(offsetMinutes: 120))?.iso == iso)
    }

    @Test(arguments: [("08", "08:00:00"), ("0830", "08:30:00"), ("083015+0100", "08:30:15"), ("25", nil), ("8", nil)])
    func timesOfDay(_ written: String, _ text: String?) {
        #expect(HL7Time.timeOfDay(written) == text)
    }

    @Test func theHeadersZoneIsTheMessages() throws {
        let header = "MSH|^~\\&|||||20261121093000+0130||RDE|1|P|2.5"
        let message = try message("TQ1|202611210930", header: header)
        #expect(try message.segments[1].time(1)?.instant.description == "2026-11-21T08:00:00.000Z")
    }

    @Test func bytesAreReadInTheirCharacterSet() throws {
        func text(_ set: String, _ bytes: [UInt8]) throws -> String? {
            let header = Array("MSH|^~\\&|||||||RDE|1|P|2.5||||||\(set)\rNTE|".utf8)
            return try message(header + bytes + [0x0D]).segments[1].text(1)
        }
        #expect(try text("8859/1", [0xE9]) == "\u{E9}")
        #expect(try text("8859/15", [0xA4]) == "\u{20AC}")
        #expect(try text("", [0xC3, 0xA9]) == "\u{E9}")
        #expect(try text("", [0xE9]) == "\u{E9}")
        #expect(try text("KLINGON", [0x41]) == "A")
        let unknown = failure { () throws(HL7Error) in
            _ = try message(Array("MSH|^~\\&|||||||RDE|1|P|2.5||||||KLINGON\rNTE|".utf8) + [0xE9, 0x0D])
        }
        #expect(unknown == HL7Error(.unknownCode, at: "MSH-18"))
        let broken = failure { () throws(HL7Error) in
            _ = try message(Array("MSH|^~\\&|||||||RDE|1|P|2.5||||||UTF-8\rNTE||".utf8) + [0xE9, 0x0D])
        }
        #expect(broken == HL7Error(.invalidUTF8, at: "NTE-2"))
    }

    @Test func errorsNameThePlaceAndNeverTheValue() throws {
        let message = try message(
            "RXE|1\rRXE|x|\(String(repeating: "a~", count: 2000))|\(String(repeating: "z", count: 65))")
        let second = message.segments[2]
        #expect(failure { () throws(HL7Error) in _ = try second.number(1) }?.description == "bad-value at RXE[2]-1")
        #expect(failure { () throws(HL7Error) in _ = try second.time(1) }?.description == "invalid-date at RXE[2]-1")
        #expect(failure { () throws(HL7Error) in _ = try second.text(2) }?.description == "too-large at RXE[2]-2")
        #expect(failure { () throws(HL7Error) in _ = try second.identifier(3) }?.description == "bad-value at RXE[2]-3")
    }

    @Test(arguments: [
        ("PID|1\rand at night|3", "bad-value at PID"), ("PID|a\u{00}b", "bad-value at PID-1"),
        ("P|1", "bad-value at MSH"),
        ("NTE|a\rLee\rand at night", "bad-value at segment[3]"), ("ZZZ|a\u{00}", "bad-value at segment[2]-1"),
    ])
    func linesAndBytesAreChecked(_ lines: String, _ reason: String) {
        #expect(failure { () throws(HL7Error) in _ = try message(lines) }?.description == reason)
    }
}
