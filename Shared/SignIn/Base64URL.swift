import Foundation

/// The alphabet of tokens (RFC 4648 §5), without padding and without anything else.
enum Base64URL {
    /// Nil for any character outside the alphabet, padding included.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var plain = ""
        plain.reserveCapacity(text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): plain.append("+")
            case UInt8(ascii: "_"): plain.append("/")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                plain.unicodeScalars.append(Unicode.Scalar(byte))
            default: return nil
            }
        }
        guard text.utf8.count % 4 != 1 else { return nil }
        plain += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: plain).map { Array($0) }
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(Array(bytes)).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
