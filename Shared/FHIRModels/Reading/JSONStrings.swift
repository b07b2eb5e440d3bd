extension JSONParser {
    /// Reads a string from its opening quote to behind its closing one.
    mutating func string() throws(FHIRError) -> String {
        position += 1
        let start = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return try text(bytes[start..<position], from: start)
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case ..<0x20: throw failure()
            default: position += 1
            }
        }
        throw failure()
    }

    /// The slower way, once the first backslash was met.
    private mutating func escapedString(from start: Int) throws(FHIRError) -> String {
        var buffer = Array(bytes[start..<position])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(buffer[...], from: start)
            case UInt8(ascii: "\\"):
                position += 1
                buffer.append(contentsOf: String(try escape()).utf8)
            case ..<0x20: throw failure()
            default:
                buffer.append(byte)
                position += 1
            }
        }
        throw failure()
    }

    private func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(FHIRError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw FHIRError(.invalidUTF8, byteOffset: start)
        }
        return text
    }

    private mutating func escape() throws(FHIRError) -> Character {
        guard let byte = peek else { throw failure() }
        let plain: Character
        switch byte {
        case UInt8(ascii: "\""): plain = "\""
        case UInt8(ascii: "\\"): plain = "\\"
        case UInt8(ascii: "/"): plain = "/"
        case UInt8(ascii: "b"): plain = "\u{8}"
        case UInt8(ascii: "f"): plain = "\u{C}"
        case UInt8(ascii: "n"): plain = "\n"
        case UInt8(ascii: "r"): plain = "\r"
        case UInt8(ascii: "t"): plain = "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure()
        }
        position += 1
        return plain
    }

    /// `\uXXXX`, or two of them for a character beyond the basic plane; half a pair is refused, and so is NUL.
    private mutating func unicodeEscape() throws(FHIRError) -> Character {
        let start = position
        position += 1
        var code = try hexadecimal()
        if (0xD800...0xDBFF).contains(code) {
            guard take("\\"), take("u") else { throw failure() }
            let low = try hexadecimal()
            guard (0xDC00...0xDFFF).contains(low) else { throw FHIRError(.notJSON, byteOffset: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard code != 0, let scalar = Unicode.Scalar(code) else { throw FHIRError(.notJSON, byteOffset: start) }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws(FHIRError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw failure() }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw failure()
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
