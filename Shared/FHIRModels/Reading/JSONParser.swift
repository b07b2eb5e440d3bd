/// A strict recursive JSON parser (RFC 8259): bounded depth, no duplicate keys, valid UTF-8 only.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    private let maximumDepth: Int
    private var depth = 0
    private var valuesLeft: Int
    /// More digits than any dose, date or amount needs.
    private static let maximumNumberLength = 64
    /// Room that most elements of FHIR get by with.
    private static let likelyMembers = 6
    /// The parser recurses, so the depth is bounded by the stack of the smallest thread.
    private static let deepest = 256

    init(_ bytes: [UInt8], limits: FHIRLimits) {
        (self.bytes, maximumDepth) = (bytes, min(limits.maximumDepth, JSONParser.deepest))
        valuesLeft = limits.maximumValues
        // RFC 8259 lets a reader skip a byte order mark, and some senders write one.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func document() throws(FHIRError) -> JSONValue {
        let root = try value()
        skipWhitespace()
        guard position == bytes.count else { throw failure() }
        return root
    }

    // MARK: - Values

    private mutating func value() throws(FHIRError) -> JSONValue {
        skipWhitespace()
        guard let byte = peek else { throw failure() }
        guard valuesLeft > 0 else { throw failure(.tooLarge) }
        valuesLeft -= 1
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(FHIRError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(FHIRError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(
        _ read: (inout JSONParser) throws(FHIRError) -> JSONValue
    ) throws(FHIRError) -> JSONValue {
        guard depth < maximumDepth else { throw failure(.tooDeep) }
        depth += 1
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(FHIRError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if take("}") { return .object(members) }
        members.reserveCapacity(JSONParser.likelyMembers)
        repeat {
            skipWhitespace()
            guard peek == UInt8(ascii: "\"") else { throw failure() }
            let start = position
            let key = try string()
            skipWhitespace()
            guard take(":") else { throw failure() }
            guard members.updateValue(try value(), forKey: key) == nil else {
                throw FHIRError(.duplicateKey, byteOffset: start)
            }
            skipWhitespace()
        } while take(",")
        guard take("}") else { throw failure() }
        return .object(members)
    }

    private mutating func array() throws(FHIRError) -> JSONValue {
        var items: [JSONValue] = []
        skipWhitespace()
        if take("]") { return .array(items) }
        repeat {
            items.append(try value())
            skipWhitespace()
        } while take(",")
        guard take("]") else { throw failure() }
        return .array(items)
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(FHIRError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard peek == word.utf8Start[offset] else { throw failure() }
            position += 1
        }
        return value
    }

    private mutating func number() throws(FHIRError) -> JSONNumber {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        guard position - start <= JSONParser.maximumNumberLength,
            let number = JSONNumber(String(decoding: bytes[start..<position], as: UTF8.self))
        else { throw FHIRError(.outOfRange, byteOffset: start) }
        return number
    }

    private mutating func digits() throws(FHIRError) {
        guard let first = peek, JSONParser.isDigit(first) else { throw failure() }
        while let byte = peek, JSONParser.isDigit(byte) { position += 1 }
    }

    // MARK: - Bytes

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// The end of the bytes is told apart from a wrong byte, so that a cut-off record is recognised as one.
    func failure(_ code: FHIRError.Code = .notJSON) -> FHIRError {
        FHIRError(position < bytes.count ? code : .truncated, byteOffset: position)
    }
}
