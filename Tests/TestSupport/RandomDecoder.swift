import Foundation
import MedicationDomain

/// A decoder that reads nothing: it makes up a value of whatever type is asked for, with members there or missing, and
/// with texts and numbers that are hard to write.
public struct RandomDecoder: Decoder {
    private let source: Source
    private let depth: Int

    public init(seed: UInt64, words: [String] = []) { self.init(Source(seed: seed, words: words), depth: 0) }

    private init(_ source: Source, depth: Int) { (self.source, self.depth) = (source, depth) }

    /// A value of the type; throws when the words do not suffice for one of its enums.
    public static func value<Value: Decodable>(
        _ type: Value.Type, seed: UInt64, words: [String] = []
    ) throws -> Value {
        try RandomDecoder(seed: seed, words: words).any(type)
    }

    /// Thrown where no value came about.
    public struct Unlucky: Error, CustomStringConvertible {
        public let type: String
        public var description: String { "no value of \(type) came about: it may want words of its own" }
    }

    private final class Source {
        var random: SeededGenerator
        let texts: [String]

        init(seed: UInt64, words: [String]) {
            random = SeededGenerator(seed: seed)
            texts =
                [
                    "", "plain", "ü – ∑ 😀", "a \"quote\" and \\", "line\nbreak\tand\u{1}", "slash / here", "1e5",
                    "null",
                ] + words
        }
    }

    public var codingPath: [any CodingKey] { [] }
    public var userInfo: [CodingUserInfoKey: Any] { [:] }
    public func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Members<Key>(decoder: self))
    }
    public func unkeyedContainer() -> any UnkeyedDecodingContainer {
        Items(decoder: self, count: depth > 8 ? 0 : Int.random(in: 0...2, using: &source.random))
    }
    public func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    // MARK: - Values

    fileprivate func flag() -> Bool { Bool.random(using: &source.random) }
    fileprivate func text() -> String { source.random.pick(source.texts) }
    fileprivate func double() -> Double { source.random.pick([0, 0.5, 60, 1e-7, 12.345, 1e16, -3]) }
    /// Whole numbers of more digits are none that a type without `Codable` need read.
    fileprivate func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        if flag() { return Number(Int8.random(in: 0...9, using: &source.random)) }
        return Number.isSigned
            ? Number(clamping: Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &source.random))
            : Number.random(in: 0 ... .max, using: &source.random)
    }

    fileprivate func any<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let known = try known(type) { return known }
        let inner = RandomDecoder(source, depth: depth + 1)
        // A word that is no case of an enum makes its reading throw: another draw may find one that is.
        for _ in 0..<400 {
            if let value = try? Value(from: inner) { return value }
        }
        throw Unlucky(type: "\(type)")
    }

    /// What no text of ours would make.
    private func known<Value>(_ type: Value.Type) throws -> Value? {
        switch type {
        case is Instant.Type:
            let milliseconds = Int64.random(in: 0..<4_000_000_000_000, using: &source.random)
            return Instant(millisecondsSince1970: milliseconds) as? Value
        case is CalendarDay.Type:
            return CalendarDay(daysSince1970: Int.random(in: 0..<40_000, using: &source.random)) as? Value
        case let cases as any CaseIterable.Type: return pick(cases) as? Value
        default: return nil
        }
    }

    private func pick<Cases: CaseIterable>(_ type: Cases.Type) -> Cases? {
        type.allCases.randomElement(using: &source.random)
    }

    /// Those of a dictionary are any; one is named where the keys are the cases of an enum that holds something.
    fileprivate func names<Key: CodingKey>(_ type: Key.Type) -> [Key] {
        let known = source.texts.compactMap { Key(stringValue: $0) }
        guard known.count == source.texts.count else {
            return known.randomElement(using: &source.random).map { [$0] } ?? []
        }
        let count = depth > 8 ? 0 : Int.random(in: 0...2, using: &source.random)
        var names: [String: Key] = [:]
        for _ in 0..<count {
            let key = source.random.pick(known)
            names[key.stringValue] = key
        }
        return names.values.sorted { $0.stringValue < $1.stringValue }
    }
}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: RandomDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { decoder.names(Key.self) }

    func contains(_ key: Key) -> Bool { decoder.flag() }
    func decodeNil(forKey key: Key) -> Bool { decoder.flag() }
    func decode(_ type: Bool.Type, forKey key: Key) -> Bool { decoder.flag() }
    func decode(_ type: String.Type, forKey key: Key) -> String { decoder.text() }
    func decode(_ type: Double.Type, forKey key: Key) -> Double { decoder.double() }
    func decode(_ type: Float.Type, forKey key: Key) -> Float { Float(decoder.double()) }
    func decode(_ type: Int.Type, forKey key: Key) -> Int { decoder.number(type) }
    func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { decoder.number(type) }
    func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { decoder.number(type) }
    func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { decoder.number(type) }
    func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { decoder.number(type) }
    func decode(_ type: UInt.Type, forKey key: Key) -> UInt { decoder.number(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { decoder.number(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { decoder.number(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { decoder.number(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { decoder.number(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try decoder.any(type) }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        decoder.container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { decoder.unkeyedContainer() }
    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) -> any Decoder { decoder }
}

private struct Items: UnkeyedDecodingContainer {
    let decoder: RandomDecoder
    var count: Int?
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    init(decoder: RandomDecoder, count: Int) { (self.decoder, self.count) = (decoder, count) }

    private mutating func next<Value>(_ value: Value) -> Value {
        currentIndex += 1
        return value
    }

    func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { next(try decoder.any(type)) }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        next(decoder.container(keyedBy: type))
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { next(decoder.unkeyedContainer()) }
    mutating func superDecoder() -> any Decoder { next(decoder) }
}

private struct Single: SingleValueDecodingContainer {
    let decoder: RandomDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { decoder.flag() }
    func decode(_ type: Bool.Type) -> Bool { decoder.flag() }
    func decode(_ type: String.Type) -> String { decoder.text() }
    func decode(_ type: Double.Type) -> Double { decoder.double() }
    func decode(_ type: Float.Type) -> Float { Float(decoder.double()) }
    func decode(_ type: Int.Type) -> Int { decoder.number(type) }
    func decode(_ type: Int8.Type) -> Int8 { decoder.number(type) }
    func decode(_ type: Int16.Type) -> Int16 { decoder.number(type) }
    func decode(_ type: Int32.Type) -> Int32 { decoder.number(type) }
    func decode(_ type: Int64.Type) -> Int64 { decoder.number(type) }
    func decode(_ type: UInt.Type) -> UInt { decoder.number(type) }
    func decode(_ type: UInt8.Type) -> UInt8 { decoder.number(type) }
    func decode(_ type: UInt16.Type) -> UInt16 { decoder.number(type) }
    func decode(_ type: UInt32.Type) -> UInt32 { decoder.number(type) }
    func decode(_ type: UInt64.Type) -> UInt64 { decoder.number(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.any(type) }
}
