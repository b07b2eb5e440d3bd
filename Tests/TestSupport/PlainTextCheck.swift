import EventContracts
import Foundation
public import JSONCoding
public import Testing

/// Holds a type that is written and read without `Codable` against its `Codable` self: bytes, values and errors.
public enum PlainTextCheck {
    /// - Parameter words: raw values and case names of enums that do not list their cases.
    public static func compare<Value: PlainJSON & Equatable>(
        _ type: Value.Type, words: [String] = [], values: Int = 60, damages: Int = 20,
        _ place: SourceLocation = #_sourceLocation
    ) async throws {
        var (random, refused, read) = (SeededGenerator(seed: 7), 0, 0)
        for seed in 0..<values {
            // Others wait for a thread, too, and some of them against the clock.
            await Task.yield()
            let value = try RandomDecoder.value(type, seed: UInt64(seed), words: words)
            let text = try compareText(value, "seed \(seed)", place)
            for _ in 0..<damages {
                let damaged = damage(text, &random)
                let fast = Result { try PayloadCoding.decode(damaged, as: type) }
                switch (fast, Result { try coded(type, damaged) }) {
                case (.success(let left), .success(let right)):
                    read += 1
                    #expect(left == right, "seed \(seed)", sourceLocation: place)
                case (.failure(let left), .failure(let right)):
                    refused += 1
                    #expect(left as? PayloadError == right as? PayloadError, "seed \(seed)", sourceLocation: place)
                default: Issue.record("seed \(seed): one reads what the other refuses", sourceLocation: place)
                }
            }
        }
        guard damages > 0 else { return }
        #expect(refused > values && read > values, "the damage did too little or too much", sourceLocation: place)
    }

    /// The same for one value, undamaged; its text.
    @discardableResult
    public static func compareText<Value: PlainJSON & Equatable>(
        _ value: Value, _ name: Comment, _ place: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let text = try PayloadCoding.encode(value)
        // Said by a Bool: a value that is large would otherwise be described member by member.
        let coded = try JSONText.encode(coded: value)
        let isSame = try text == coded && text == Array(slowEncoder.encode(value))
        #expect(isSame, name, sourceLocation: place)
        let isReadPlainly = try PlainReader.read(text, Value.init(_:)) == value
        #expect(isReadPlainly, name, sourceLocation: place)
        let isReadCoded = try JSONText.decode(coded: Value.self, from: text) == value
        #expect(isReadCoded, name, sourceLocation: place)
        let isReadSlowly = try JSONDecoder().decode(Value.self, from: Data(text)) == value
        #expect(isReadSlowly, name, sourceLocation: place)
        return text
    }

    private static var slowEncoder: JSONEncoder {
        let slow = JSONEncoder()
        slow.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return slow
    }

    private static func coded<Value: Decodable>(_ type: Value.Type, _ text: [UInt8]) throws -> Value {
        try PayloadCoding.decode(text, as: Coded<Value>.self).value
    }

    /// The same value by a type that has no text of its own.
    private struct Coded<Value: Decodable>: Decodable {
        let value: Value
        init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
    }

    /// The text with one place changed.
    private static func damage(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var damaged = text
        let at = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged.remove(at: at)
        case 1: damaged[at] = UInt8.random(in: 0x20...0x7E, using: &random)
        case 2: damaged.insert(UInt8(ascii: "0"), at: at)
        default: damaged.replaceSubrange(at..<min(at + 5, damaged.count), with: Array("null".utf8))
        }
        return damaged
    }
}
