import HL7v2
import Testing

/// Whatever becomes of a record on its way: an answer, and no trap.
@Suite struct HL7DamageTests {
    private static let samples: [[UInt8]] = [
        "MSH|^~\\&|W|H|||20261121093000+0100||RDE^O11|1|P|2.5\rPID|1||p-1^^^H&1.2&ISO^MR~x\rORC|NW|o-1|||||1^TID&0800,1400^D10\r"
            + "TQ1|1||Q6H~\"\"|0800|||20261121|||PRN\rRXE||1292^baclofen^RXNORM|10.5||mg|\\F\\x\\X41\\|\\.br\\\rRXR|PO\r",
        "\u{0B}MSH#:~\\&#W##########2.8##########\rPID#1\r\u{1C}\r\u{0B}MSH|^~\\&#|||||||ADT^A08\r\u{1C}\r",
        "FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|||||||ORU^R01||||||||||UTF-8\rOBX|1|TX|\u{E9}\u{20AC}\rBTS|1\rFTS|1\r",
    ].map { Array($0.utf8) }

    @Test func damagedRecordsAreAnswered() {
        var random = Numbers(state: 11)
        var read = 0
        for _ in 0..<100_000 {
            var bytes = HL7DamageTests.samples[random.below(HL7DamageTests.samples.count)]
            for _ in 0...random.below(8) { HL7DamageTests.damage(&bytes, &random) }
            do throws(HL7Error) {
                try HL7DamageTests.readAll(bytes, &random)
                read += 1
            } catch {
                continue
            }
        }
        #expect(read > 10_000)
    }

    private static func readAll(_ bytes: [UInt8], _ random: inout Numbers) throws(HL7Error) {
        for raw in try HL7Record(bytes).messages {
            let message = try HL7Message(raw, header: try HL7Header(raw))
            for segment in message.segments {
                let field = random.below(12)
                _ = try segment.repetitions(field)
                _ = failure { () throws(HL7Error) in _ = try segment.number(field) }
                _ = failure { () throws(HL7Error) in _ = try segment.time(field)?.iso }
                _ = failure { () throws(HL7Error) in _ = try segment.identifier(field) }
            }
        }
    }

    private static let signs = Array("|^~\\&\r\n\u{0B}\u{1C}\"0159-+.XQRS".utf8) + [0x00, 0x80, 0xC3, 0xFF]

    private static func damage(_ bytes: inout [UInt8], _ random: inout Numbers) {
        guard !bytes.isEmpty else { return bytes = [0x4D] }
        let place = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[place] = signs[random.below(signs.count)]
        case 1: bytes.insert(signs[random.below(signs.count)], at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        default: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        }
    }
}

/// Always the same numbers (SplitMix64), so that a failure can be repeated.
private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
