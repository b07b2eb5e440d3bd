import HL7v2
import Testing

@Suite struct SenderTests {
    private func record(_ text: String) throws -> HL7Record { try HL7Record(Array(text.utf8)) }

    @Test(arguments: [
        ("MSH|^~\\&|WARD|HOSP|\r", "WARD", "HOSP"), ("MSH|^~\\&|||\r", nil, nil), ("MSH|^~\\&\r", nil, nil),
        ("MSH|^~\\&|^1.2.3^ISO|H^1.2.4^ISO|\r", "1.2.3", "H"), ("MSH#:!*#W:x#H\r", "W", "H"),
        ("MSH|^~\\&|\"\"| S\u{FC}d |\r", nil, "S\u{FC}d"), ("MSH|^^\\&|WARD|HOSP|\r", nil, nil), ("MSH\r", nil, nil),
        ("MSH|^~\\&|A\\T\\B|H", "A&B", "H"),
    ])
    func theHeaderNamesTheSender(_ text: String, _ application: String?, _ facility: String?) throws {
        let sender = HL7Sender(try record(text).messages[0])
        #expect(sender == HL7Sender(application: application, facility: facility))
    }

    private static let header = "MSH|^~\\&|W|H|||20261121||RDE|1|P|2.5\r"

    @Test(arguments: [
        ("PID|1||p-1^^^A^MR~x\r", "p-1"), ("PID|1||p-1\rPID|2||p-1\r", "p-1"), ("PID|1||p-1\rPID|2||p-2\r", nil),
        ("PID|1||\r", nil), ("ORC|NW\r", nil), ("pid|1||p-1\r", "p-1"),
        ("PID|1||\(String(repeating: "p", count: 65))\r", nil), ("PID", nil),
    ])
    func aRecordOfOnePatientSaysSo(_ lines: String, _ patient: String?) throws {
        #expect(try record(SenderTests.header + lines).onlyPatient == patient)
    }

    @Test func messagesOfTwoPatientsHaveNoOneOfThem() throws {
        let (one, other) = ("\(SenderTests.header)PID|1||p-1\r", "\(SenderTests.header)PID|1||p-2\r")
        #expect(try record(one + one).onlyPatient == "p-1")
        #expect(try record(one + other).onlyPatient == nil)
    }

    @Test func theEndOfTheLastSegmentIsForTheSourceToLeaveOut() throws {
        let open = try record("\(SenderTests.header)PID|1").messages[0]
        let usual = HL7Settings(acceptsUnendedSegment: true)
        #expect(failure { () throws(HL7Error) in _ = try HL7Header(open) } == HL7Error(.truncated, at: "PID"))
        #expect(try HL7Header(open, settings: usual).type == "RDE")
        let cut = try record("\u{0B}\(SenderTests.header)PID|1\r").messages[0]
        let error = failure { () throws(HL7Error) in _ = try HL7Header(cut, settings: usual) }
        #expect(error == HL7Error(.truncated, at: "PID"))
    }

    @Test func aZoneChangesWhenItsClocksDo() {
        let zone = HL7Zone(
            offsetMinutes: 60,
            changes: [
                HL7Zone.Change(wallMilliseconds: 1000, offsetMinutes: 120),
                HL7Zone.Change(wallMilliseconds: 2000, offsetMinutes: 60),
            ])
        #expect([0, 999, 1000, 1999, 2000, 9000].map { zone.offset(atWall: $0) } == [60, 60, 120, 120, 60, 60])
        #expect(HL7Zone.utc.offset(atWall: 5) == 0)
    }
}
