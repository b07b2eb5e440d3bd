import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

/// Messages with the FHIR resources they must come to; written before the reader.
@Suite struct HL7v2Tests {
    let intake: HospitalIntake

    init() throws {
        var intake = try hospitalIntake()
        intake.sources = HospitalSources(HL7Source(assigningAuthority: "HOSP"))
        self.intake = intake
    }

    private func read(_ bytes: [UInt8]) -> IntakeResult {
        intake.read(Message(value: bytes, headers: [Header("content-type", "x-application/hl7-v2+er7")]))
    }

    private func facts(_ result: IntakeResult) -> [HospitalFacts] {
        result.forwarded.compactMap { $0 as? HospitalFacts }
    }

    @Test(arguments: HL7Case.names)
    func messageGivesWhatItsFHIRGives(_ name: String) throws {
        let expected = try HL7Case(name)
        let result = read(expected.bytes)
        let resources = Hospital.message(Hospital.bundle("collection", expected.resources))
        let wanted = expected.resources.isEmpty ? IntakeResult() : intake.read(resources)
        #expect(wanted.refusal == nil)
        #expect(wanted.forwarded.isEmpty == expected.resources.isEmpty)
        let (found, known) = (facts(result), facts(wanted))
        #expect(found.map(\.patientId) == known.map(\.patientId))
        for (one, other) in zip(found, known) {
            #expect(one.facts.count == other.facts.count)
            for (fact, same) in zip(one.facts, other.facts) { #expect(fact == same.asLink) }
        }
        #expect(result.refusal?.code == expected.refusal?.code)
        #expect(result.refusal?.message == expected.refusal?.message)
        let ignored = result.ignored.filter { $0.hasPrefix("HL7v2:") }
        #expect(ignored.count == expected.ignoredMessages)
    }

    @Test func theMessagesAreMany() throws {
        let cases = try HL7Case.names.map { try HL7Case($0) }
        let messages = cases.reduce(0) { $0 + $1.messages }
        let refused = cases.count { $0.refusal != nil }
        print("HL7 v2: \(cases.count) files, \(messages) messages; \(refused) files are refused, some in part.")
        #expect(messages >= 40)
    }

    @Test func bothWaysInShareWhatIsIgnored() throws {
        let visit = try HL7Case("053-adt-a04-clinic-visit")
        #expect(read(visit.bytes).ignored == ["Encounter:AMB"])
    }

    @Test func messagesAreRecognisedByTheirFirstBytes() throws {
        for name in ["003-rde-new-v251-tq1", "077-mllp-frame", "078-byte-order-mark"] {
            let bytes = try HL7Case(name).bytes
            #expect(facts(intake.read(Message(value: bytes))) == facts(read(bytes)))
        }
    }

    private func order(_ lines: String, patient: String = "p-1^^^HOSP^MR") -> [UInt8] {
        Array("MSH|^~\\&|W|H|||20261121||RDE^O11|1|P|2.5\rPID|1||\(patient)\r\(lines)\r".utf8)
    }

    @Test func identifiersAreKeptAsTheyAre() throws {
        let bytes = order(
            "PV1|1|I|||||||||||||||||v_1\rORC|RO|2026/778||||||2026/777\rRXE||^Baclofen 10 mg tablet|10||mg",
            patient: "4711/2^^^HOSP^MR")
        let result = read(bytes)
        #expect(result.refusal == nil)
        guard case .order(let order) = facts(result).first?.facts.first?.content else { throw Unexpected() }
        #expect(order.patientId == "4711/2")
        #expect(order.orderId == "2026/778")
        #expect(order.priorOrderId == "2026/777")
        #expect(order.encounterId == "v_1")
    }

    @Test(arguments: [
        ("ORC|NW|o-1\rRXE||^a|1||mg\rRXE||^b|1||mg", "bad-value", "RXE[2]"),
        ("ORC|NW|o-1\rRXE||^a|1||mg\rDSC|goes on", "bad-value", "DSC-1"),
        ("ORC|NW|o-1\rRXE||^a|1||mg\rADD|more", "bad-value", "ADD"),
        ("ORC|DC|o-1", "missing-element", "RXE"),
        ("ORC|NW|o-1\rRXE||^a|1||mg\r" + String(repeating: "RXC||^a\r", count: 1001), "too-large", "RXC[1001]"),
        ("ORC|NW|\(String(repeating: "o", count: 65))\rRXE||^a|1||mg", "bad-value", "ORC-2"),
        ("ORC|NW|o-1\rRXE||^a|1||mg|||||||-1", "out-of-range", "RXE.dispenseRequest.numberOfRepeatsAllowed"),
        ("ORC|NW|o-1\rRXE||^a|1||mg\rTQ1|||\(String(repeating: "QD~TID~", count: 600))", "too-large", "TQ1-3"),
        (
            "ORC|NW|o-1\rRXE||^a|1||mg\r" + String(repeating: "TQ1|||QD\r", count: 1001) + "NTE|1", "too-large",
            "TQ1[1001]"
        ),
        (String(repeating: "AL1|||a\r", count: 1001) + "ORC|NW|o-1", "too-large", "AL1[1001]"),
    ])
    func whatCannotBeReadWholeIsRefused(_ lines: String, _ code: String, _ place: String) {
        let result = read(order(lines))
        #expect(result.forwarded.isEmpty)
        #expect(result.refusal?.code == code)
        #expect(result.refusal?.message == place)
    }

    @Test func withoutAnAssignerAllNumbersMustBeOnes() throws {
        let plain = try hospitalIntake()
        func patient(_ identifiers: String) -> IntakeResult {
            plain.read(Message(value: order("ORC|NW|o-1\rRXE||^a|1||mg", patient: identifiers)))
        }
        #expect(patient("p-1^^^HOSP^MR").forwarded.map(\.patientId) == ["p-1"])
        #expect(patient("p-1^^^A^MR~p-2^^^B^MR").refusal?.message == "PID-3")
    }

    @Test func oneTextInManyInstructionsStaysBounded() {
        let text = String(repeating: "x", count: 60_000)
        let one = "ORC|NW|o-1\rRXE||^a|1||mg||||||||||||||||^\(text)\r" + String(repeating: "TQ1|||QD\r", count: 1000)
        #expect(read(order(String(repeating: one, count: 3))).refusal?.code == "too-large")
    }

    /// Long records of one thing over and over: an answer in a time that grows with their length.
    @Test(arguments: [
        "AAA|\r", "ORC|XX|o\rRXE||^a|1||mg\r", "RXD|1|^a|20261121\r", "TQ1|||QD~TID\r", "RXR|PO\r", "RXC||^a\r",
        "AL1|||a\r", "OBX|1|ST|a||b|||||||F||20261121\r", "MSH|^~\\&|||||||RDE\r", "BTS|1\r", "\\", "|", "^", "&", "~",
        "\\X41\\", "\u{0B}MSH|\u{1C}", "\n", "RXA|1|1|20261121||^a\rRXR|PO\r",
    ])
    func longRecordsAreAnswered(_ part: String) {
        for start in ["RXE||^a|1||mg\r", "RXE||^a|1||mg||", "RXD|1|^a|20261121\r", "RXA|1|1|20261121||^a\r"] {
            let type = start.hasPrefix("RXE") ? "RDE" : start.hasPrefix("RXD") ? "RDS" : "RAS"
            let head = "MSH|^~\\&|W|H|||20261121||\(type)|1|P|2.5\rPID|1||p-1\rORC|NW|o-1\r\(start)"
            let record = head + String(repeating: part, count: 50_000 / part.utf8.count) + "\r"
            let result = read(Array(record.utf8))
            #expect(result.refusal.map { !$0.message.isEmpty } ?? true)
        }
    }

    /// Whatever a record becomes on the way: an answer, and no trap.
    @Test func damagedRecordsAreAnswered() throws {
        let samples = try HL7Case.names.map { try HL7Case($0).bytes }.filter { $0.count < 4000 }
        var random = SeededGenerator(state: 7)
        for _ in 0..<20_000 {
            var bytes = samples[Int.random(in: 0..<samples.count, using: &random)]
            for _ in 0..<Int.random(in: 1...8, using: &random) { damage(&bytes, samples, &random) }
            let result = read(bytes)
            #expect((result.refusal?.message.utf8.count ?? 0) < 16_384)
        }
    }

    private func damage(_ bytes: inout [UInt8], _ samples: [[UInt8]], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return bytes = [0x4D] }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let signs = Array("|^~\\&\r\n\u{0B}\u{1C}\"0159-+.XQRS".utf8) + [0x00, 0x80, 0xC3, 0xFF]
        let sign = signs[Int.random(in: 0..<signs.count, using: &random)]
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = sign
        case 1: bytes.insert(sign, at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        case 4: bytes += samples[Int.random(in: 0..<samples.count, using: &random)].prefix(400)
        default: bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
    }
}

/// Always the same numbers (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
