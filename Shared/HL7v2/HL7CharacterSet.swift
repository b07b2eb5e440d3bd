/// The character sets that are read (HL7 table 0211).
public enum HL7CharacterSet: Hashable, Sendable {
    case utf8
    /// ISO 8859/1.
    case latin1
    /// ISO 8859/15.
    case latin9

    /// What a name of table 0211 says.
    enum Name {
        case set(HL7CharacterSet)
        /// Nothing or `ASCII`: what bytes above it mean must be told from the bytes.
        case unsaid
        case unknown

        init(_ text: String?) {
            switch text?.uppercased() {
            case nil, "ASCII": self = .unsaid
            case "UNICODE UTF-8", "UTF-8": self = .set(.utf8)
            case "8859/1": self = .set(.latin1)
            case "8859/15": self = .set(.latin9)
            default: self = .unknown
            }
        }
    }

    /// Nil when the bytes are none of this set; in ISO 8859 all bytes are.
    func decode(_ bytes: some Collection<UInt8>) -> String? {
        switch self {
        case .utf8: return String(validating: bytes, as: UTF8.self)
        case .latin1, .latin9:
            var scalars = String.UnicodeScalarView()
            for byte in bytes { scalars.append(scalar(byte)) }
            return String(scalars)
        }
    }

    private func scalar(_ byte: UInt8) -> Unicode.Scalar {
        guard self == .latin9 else { return Unicode.Scalar(byte) }
        return switch byte {
        case 0xA4: "\u{20AC}"
        case 0xA6: "\u{0160}"
        case 0xA8: "\u{0161}"
        case 0xB4: "\u{017D}"
        case 0xB8: "\u{017E}"
        case 0xBC: "\u{0152}"
        case 0xBD: "\u{0153}"
        case 0xBE: "\u{0178}"
        default: Unicode.Scalar(byte)
        }
    }

    /// The set a message is in, by what it says and by its bytes; throws `unknown-code` at `MSH-18`.
    static func told(
        by name: String?, in lines: [ArraySlice<UInt8>], hasByteOrderMark: Bool, otherwise usual: HL7CharacterSet
    ) throws(HL7Error) -> HL7CharacterSet {
        let isASCII = lines.allSatisfy { line in line.allSatisfy { $0 < 0x80 } }
        switch Name(name) {
        case .set(let set): return set
        case .unknown:
            guard isASCII else { throw HL7Error(.unknownCode, at: "MSH-18") }
            return hasByteOrderMark ? .utf8 : usual
        case .unsaid:
            // What is valid UTF-8 by chance is hardly ever anything else.
            let isUTF8 = hasByteOrderMark || (!isASCII && lines.allSatisfy { HL7CharacterSet.utf8.decode($0) != nil })
            return isUTF8 ? .utf8 : usual
        }
    }
}
