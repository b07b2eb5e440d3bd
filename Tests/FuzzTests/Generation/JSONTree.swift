import FHIRModels

/// A JSON document that may be wrong in every way: members repeat, numbers are any text.
indirect enum JSONTree: Sendable {
    case text(String)
    /// Written as it is: numbers, literals, and what only looks like them.
    case raw(String)
    case list([JSONTree])
    case members([(name: String, value: JSONTree)])

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .raw("null")
        case .bool(let flag): self = .raw(flag ? "true" : "false")
        case .number(let number): self = .raw(number.text)
        case .string(let text): self = .text(text)
        case .array(let items): self = .list(items.map { JSONTree($0) })
        case .object(let members):
            self = .members(members.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSONTree($0.value)) })
        }
    }

    init(parsing text: String) throws { self.init(try JSONValue(parsing: Array(text.utf8))) }

    /// Its text, odd in places: escapes nobody needs, spaces nobody asked for.
    func bytes(_ chance: inout Chance) -> [UInt8] {
        var bytes: [UInt8] = []
        let isOdd = chance.oneIn(4)
        write(to: &bytes, isOdd: isOdd, &chance)
        return bytes
    }

    /// A list repeated inside a list repeated would not end: what is longer is cut off.
    private static let mostBytes = 512 * 1024

    private func write(to bytes: inout [UInt8], isOdd: Bool, _ chance: inout Chance) {
        guard bytes.count < Self.mostBytes else { return }
        if isOdd, chance.oneIn(20) { bytes += chance.pick([" ", "\t", "\r\n", "\u{B}", "\u{A0}"]).utf8 }
        switch self {
        case .raw(let text): bytes += text.utf8
        case .text(let text): JSONTree.write(text, to: &bytes, isOdd: isOdd, &chance)
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes, isOdd: isOdd, &chance)
            }
            bytes.append(UInt8(ascii: "]"))
        case .members(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONTree.write(member.name, to: &bytes, isOdd: isOdd, &chance)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes, isOdd: isOdd, &chance)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static let oddEscapes = [
        "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\x41", "\\u12", "\\/", "\\b",
        "\\f",
    ]

    private static func write(_ text: String, to bytes: inout [UInt8], isOdd: Bool, _ chance: inout Chance) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes += [UInt8(ascii: "\\"), byte]
            } else if byte < 0x20 || (isOdd && byte < 0x80 && chance.oneIn(30)) {
                let digits = String(byte, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            } else {
                bytes.append(byte)
            }
        }
        if isOdd, chance.oneIn(60) { bytes += chance.pick(oddEscapes).utf8 }
        bytes.append(UInt8(ascii: "\""))
    }
}
