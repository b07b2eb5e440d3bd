/// HL7 v2 messages that were right once.
enum HL7Messages {
    private static let canary = Canary.text
    private static let beginning = "MSH|^~\\&|\(canary)|H|||20261121093000||"
    private static let person = "|1|P|2.5.1\rPID|1|\(canary)|p-1^^^\(canary)^MR||\(canary)||19700101|F\r"

    private static let texts = [
        "\(beginning)RDE^O11\(person)ORC|NW|o-1|||||||20261121||\(canary)|pr-1^\(canary)\rTQ1|1||TID~\(canary)|0800||3^d|20261121"
            + "\rRXE||1292^\(canary)^RXNORM|10|20|mg^\(canary)^UCUM|\(canary)|\(canary)~\\X41\\|||90|TAB|2\rRXR|PO^\(canary)\r",
        "\(beginning)RDS^O13\(person)ORC|RE|o-1||||||1^^D30\rRXD|1|1292^\(canary)^RXNORM|20261121|90|TAB\rNTE|1||\(canary)\r",
        "\(beginning)RAS^O17\(person)ORC|RE|o-1\rRXA|0|1|202611210900||1292^\(canary)^RXNORM|10|mg|||||||||||\(canary)||CP\rRXR|PO\r",
        "\(beginning)ADT^A01\(person)PV1|1|I|\(canary)|||||||||||||||||e-1\rAL1|1|DA|^\(canary)|SV|\(canary)\rDG1|1||G35^\(canary)^I10\r",
        "\(beginning)ORU^R01\(person)OBR|1||l-1\rOBX|1|NM|98979-8^\(canary)^LN||41|mL/min\(canary)|||||F|||20261121\r\(canary)\r",
    ].map { Array($0.utf8) }

    private static let signs = Array("|^~\\&\r\n\u{0B}\u{1C}\"0159-+.XQRS".utf8) + [0x00, 0x80, 0xC3, 0xFF]

    static func make(_ chance: inout Chance) -> [UInt8] {
        var message = chance.pick(texts)
        if chance.oneIn(4) { message += chance.pick(texts) }
        for _ in 0..<chance.below(6) where !message.isEmpty {
            let place = chance.below(message.count)
            switch chance.below(4) {
            case 0: message[place] = chance.pick(signs)
            case 1: message.insert(chance.pick(signs), at: place)
            case 2: message.remove(at: place)
            default: message.removeSubrange(place..<min(message.count, place + chance.below(30)))
            }
        }
        return message
    }
}
