import Crypto
import EventContracts
import Foundation
import MedicationDomain

/// The `uuid` of a card, from which any replica finds the alert it was about, and the revision that was seen, without
/// keeping what it showed.
///
/// A UUID of version 8 (RFC 9562: the bits are the application's own): 60 bits of the alert's id hashed, 16 bits of its
/// revision, 46 bits of the call. What is no such UUID is about no alert.
struct CardID: Hashable, Sendable, CustomStringConvertible {
    /// The alert's id, hashed; what the read model keeps beside each alert.
    let alertKey: Int64
    /// The lowest 16 bits of the revision; 0 for a finding that is no alert yet.
    let revision: Int
    private let call: UInt64

    private static let callMask: UInt64 = (1 << 46) - 1

    init(alert: AlertID, revision: Int, call: String) {
        alertKey = CardID.key(of: alert)
        self.revision = revision & 0xFFFF
        self.call = CardID.hash("\(call)\n\(alert.rawValue)") & Self.callMask
    }

    /// Nil for what is no UUID of ours.
    init?(_ text: String) {
        guard let digits = CardID.digits(text), digits[12] == 8, digits[16] & 0xC == 0x8 else { return nil }
        func number(_ range: Range<Int>) -> UInt64 { digits[range].reduce(0) { $0 << 4 | UInt64($1) } }
        alertKey = Int64(number(0..<12) << 12 | number(13..<16))
        let rest = (UInt64(digits[16] & 0x3) << 60) | number(17..<32)
        (revision, call) = (Int(rest >> 46), rest & Self.callMask)
    }

    var description: String {
        let key = UInt64(alertKey)
        let high = (key >> 12) << 16 | 0x8000 | key & 0xFFF
        let low = 0x8 << 60 | UInt64(revision) << 46 | call
        let text = CardID.hexadecimal(high) + CardID.hexadecimal(low)
        return CardID.dashed(text)
    }

    /// 60 bits: among a million alerts two meet once in two million suites.
    static func key(of alert: AlertID) -> Int64 { Int64(hash(alert.rawValue) >> 4) }

    /// Whether it is a UUID, of whatever kind.
    static func isUUID(_ text: String) -> Bool { digits(text) != nil }

    /// A UUID that is the same for the same text; about no alert.
    static func plain(_ text: String) -> String {
        let digest = Array(SHA256.hash(data: Data(text.utf8)))
        // Version 5's bits: a name, hashed.
        var bytes = Array(digest.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return dashed(bytes.map { hexadecimal(UInt64($0), digits: 2) }.joined())
    }

    private static func hash(_ text: String) -> UInt64 {
        SHA256.hash(data: Data(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func hexadecimal(_ value: UInt64, digits: Int = 16) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func dashed(_ text: String) -> String {
        var result = ""
        for (place, digit) in text.enumerated() {
            if [8, 12, 16, 20].contains(place) { result += "-" }
            result.append(digit)
        }
        return result
    }

    private static func digits(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 36 else { return nil }
        var digits: [UInt8] = []
        for (place, character) in text.enumerated() {
            if [8, 13, 18, 23].contains(place) {
                guard character == "-" else { return nil }
            } else {
                guard let value = character.hexDigitValue, character.isASCII else { return nil }
                digits.append(UInt8(value))
            }
        }
        return digits
    }
}
