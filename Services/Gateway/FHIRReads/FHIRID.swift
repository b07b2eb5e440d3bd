import EventContracts
import Foundation
import MedicationDomain

/// The suite's ids as FHIR allows them: letters, digits, hyphens and dots, 64 at most.
enum FHIRID {
    /// An alert by its key, the same for its DetectedIssue, its Task and its Flag; the alert's own id is the identifier.
    static func of(_ alert: AlertID) -> String { text(CardID.key(of: alert)) }

    static func of(_ episode: EpisodeKey) -> String { "episode-\(text(episode.value))" }

    /// An order's own id, where the hospital sent it as FHIR; any other spelled out in hexadecimal, or hashed.
    static func of(_ order: OrderID) -> String {
        let bytes = Array(order.rawValue.utf8)
        let isPlain = (1...64).contains(bytes.count) && bytes.allSatisfy(isAllowed)
        if isPlain, !order.rawValue.hasPrefix(spelledOut) { return order.rawValue }
        guard bytes.count <= longestSpelledOut else { return CardID.plain(order.rawValue) }
        return spelledOut + bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The order an id means; what was hashed cannot be read by its id.
    static func order(_ id: String) -> OrderID? {
        guard id.hasPrefix(spelledOut) else { return OrderID(id) }
        let digits = Array(id.dropFirst(spelledOut.count))
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(digits[place...(place + 1)]), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self).map { OrderID($0) }
    }

    static func alertKey(_ id: String) -> Int64? {
        guard id.count == 15, let key = Int64(id, radix: 16), key >= 0 else { return nil }
        return key
    }

    static func episodeKey(_ id: String) -> EpisodeKey? {
        guard id.hasPrefix("episode-") else { return nil }
        return alertKey(String(id.dropFirst("episode-".count))).map(EpisodeKey.init(value:))
    }

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static let spelledOut = "x-"
    private static let longestSpelledOut = 31

    private static func text(_ key: Int64) -> String {
        let digits = String(key, radix: 16)
        return String(repeating: "0", count: max(0, 15 - digits.count)) + digits
    }
}

/// A withdrawal episode, by its id hashed.
struct EpisodeKey: Hashable, Sendable {
    let value: Int64

    init(value: Int64) { self.value = value }
    init(_ episodeId: String) { value = CardID.key(of: AlertID("episode:\(episodeId)")) }
}
