/// One value, key or container of the text, in the order of the text.
struct TextNode {
    enum Kind: UInt8 { case object, array, string, number, yes, no, null }
    var kind: Kind
    /// The string has escapes.
    var isEscaped = false
    /// The bytes: of a string without its quotes.
    var start: Int32
    var end: Int32
    /// The node after this one and everything inside it.
    var next: Int32 = 0
    /// Members of an object (a key and a value each), items of an array.
    var count: Int32 = 0
}

/// Checks the whole text against RFC 8259 and notes where everything stands, in one pass.
struct TextScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0
    private(set) var nodes: [TextNode] = []
    /// As Foundation's; the scanner recurses, so the stack bounds it.
    static let maximumDepth = 512
    static let maximumBytes = Int(Int32.max)

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 12 + 4)
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    }

    struct NotJSON: Error {}

    mutating func scan() throws(NotJSON) {
        guard bytes.count <= TextScanner.maximumBytes, isUTF8 else { throw NotJSON() }
        try value()
        skipWhitespace()
        guard position == bytes.count else { throw NotJSON() }
    }

    private var isUTF8: Bool {
        bytes.isASCII || String(validating: bytes, as: UTF8.self) != nil
    }

    // MARK: - Values

    private mutating func value() throws(NotJSON) {
        skipWhitespace()
        switch peek {
        case UInt8(ascii: "{"): try container(.object, closing: UInt8(ascii: "}"))
        case UInt8(ascii: "["): try container(.array, closing: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true", .yes)
        case UInt8(ascii: "f"): try literal("false", .no)
        case UInt8(ascii: "n"): try literal("null", .null)
        default: try number()
        }
    }

    private mutating func container(_ kind: TextNode.Kind, closing: UInt8) throws(NotJSON) {
        guard depth < TextScanner.maximumDepth else { throw NotJSON() }
        depth += 1
        let index = nodes.count
        nodes.append(TextNode(kind: kind, start: Int32(position), end: 0))
        position += 1
        skipWhitespace()
        var count: Int32 = 0
        if peek != closing {
            while true {
                if kind == .object {
                    skipWhitespace()
                    guard peek == UInt8(ascii: "\"") else { throw NotJSON() }
                    try string()
                    skipWhitespace()
                    guard take(UInt8(ascii: ":")) else { throw NotJSON() }
                }
                try value()
                count += 1
                skipWhitespace()
                guard take(UInt8(ascii: ",")) else { break }
            }
        }
        guard take(closing) else { throw NotJSON() }
        depth -= 1
        nodes[index].count = count
        finish(index)
    }

    private mutating func finish(_ index: Int) {
        nodes[index].end = Int32(position)
        nodes[index].next = Int32(nodes.count)
    }

    private mutating func literal(_ word: StaticString, _ kind: TextNode.Kind) throws(NotJSON) {
        let start = position
        for offset in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[offset]) else { throw NotJSON() }
        }
        append(kind, from: start, to: position)
    }

    private mutating func append(_ kind: TextNode.Kind, from start: Int, to end: Int, isEscaped: Bool = false) {
        nodes.append(
            TextNode(
                kind: kind, isEscaped: isEscaped, start: Int32(start), end: Int32(end),
                next: Int32(nodes.count + 1)))
    }

    private mutating func number() throws(NotJSON) {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
        append(.number, from: start, to: position)
    }

    private mutating func digits() throws(NotJSON) {
        let start = position
        while let byte = peek, byte >= 0x30, byte <= 0x39 { position += 1 }
        guard position > start else { throw NotJSON() }
    }

    private mutating func string() throws(NotJSON) {
        position += 1
        let start = position
        var isEscaped = false
        while true {
            position = bytes.firstSpecial(from: position)
            guard let byte = peek else { break }
            switch byte {
            case UInt8(ascii: "\""):
                append(.string, from: start, to: position, isEscaped: isEscaped)
                position += 1
                return
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 1
                try escape()
            default: throw NotJSON()
            }
        }
        throw NotJSON()
    }

    private mutating func escape() throws(NotJSON) {
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            let code = try hexadecimal()
            // Half a surrogate pair is no character.
            if (0xDC00...0xDFFF).contains(code) { throw NotJSON() }
            guard (0xD800...0xDBFF).contains(code) else { return }
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw NotJSON() }
            guard (0xDC00...0xDFFF).contains(try hexadecimal()) else { throw NotJSON() }
        default: throw NotJSON()
        }
    }

    private mutating func hexadecimal() throws(NotJSON) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = TextScanner.hexadecimalDigit(byte) else { throw NotJSON() }
            code = code << 4 | digit
            position += 1
        }
        return code
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        default: nil
        }
    }

    // MARK: - Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
