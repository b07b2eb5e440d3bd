/// Bytes as accidents and attackers leave them: cut, flipped, repeated, replaced.
enum ByteDamage {
    private static let marks = Array("{}[]\",:0-9.eE\\tn\u{0}&*!|>%@#?-'\r\n ".utf8)
    /// Half characters, forbidden ones, and those that other encodings begin with.
    private static let noText: [[UInt8]] = [
        [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF],
        [0xE2, 0x80, 0xA8], [0xF0, 0x9F], [0x80],
    ]

    static func apply(to bytes: inout [UInt8], times: ClosedRange<Int> = 1...3, _ chance: inout Chance) {
        for _ in 0..<chance.among(times) { once(&bytes, &chance) }
    }

    private static func once(_ bytes: inout [UInt8], _ chance: inout Chance) {
        guard !bytes.isEmpty else { return bytes = noText[chance.below(noText.count)] }
        let place = chance.below(bytes.count)
        let end = min(bytes.count, place + chance.among(1...40))
        switch chance.below(9) {
        case 0: bytes[place] = chance.byte()
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 3: bytes[place] = chance.pick(marks)
        case 4: bytes[place] ^= 1 << UInt8(chance.below(8))
        case 5: bytes.removeSubrange(place...)
        case 6: bytes.insert(contentsOf: chance.pick(noText), at: place)
        case 7:
            let other = chance.below(bytes.count)
            bytes.swapAt(place, other)
        default: bytes.insert(contentsOf: Array(Canary.text.utf8), at: place)
        }
    }
}
