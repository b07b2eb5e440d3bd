/// The decoder a value is given: one place of the text.
struct TextDecoder: Decoder {
    let document: TextDocument
    let node: Int
    /// Keys that lead here from the value being read; empty but for nested containers.
    let base: [any CodingKey]

    var codingPath: [any CodingKey] { document.path + base }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard document.nodes[node].kind == .object else {
            throw document.mismatch([String: Any].self, at: node, BasePlace(keys: base))
        }
        return KeyedDecodingContainer(ObjectReader(document, node, base))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard document.nodes[node].kind == .array else {
            throw document.mismatch([Any].self, at: node, BasePlace(keys: base))
        }
        return ArrayReader(document, node, base)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleReader(document: document, node: node, base: base)
    }
}

struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let document: TextDocument
    private let object: Int
    private let base: [any CodingKey]
    /// Of an object with many members, as dictionaries have; the few of a type are found faster one by one.
    private let index: [String: Int]?
    private static var fewMembers: Int32 { 48 }

    init(_ document: TextDocument, _ object: Int, _ base: [any CodingKey]) {
        (self.document, self.object, self.base) = (document, object, base)
        index =
            document.nodes[object].count > ObjectReader.fewMembers
            ? Dictionary(document.members(of: object).map { ($0.key, $0.node) }) { first, _ in first } : nil
    }

    var codingPath: [any CodingKey] { document.path + base }
    var allKeys: [Key] { document.members(of: object).compactMap { Key(stringValue: $0.key) } }

    private func find(_ key: Key) -> Int? {
        index.map { $0[key.stringValue] } ?? document.member(key.stringValue, of: object)
    }

    private func place(_ key: Key) -> KeyedPlace<Key> { KeyedPlace(base: base, key: key) }

    private func node(_ key: Key) throws -> Int {
        guard let node = find(key) else {
            throw DecodingError.keyNotFound(key, document.context("the element is missing", BasePlace(keys: base)))
        }
        return node
    }

    /// Nil when the key is missing or null.
    private func present(_ key: Key) -> Int? { find(key).flatMap { document.isNull($0) ? nil : $0 } }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { document.isNull(try node(key)) }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try document.flag(at: node(key), place(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try document.string(at: node(key), place(key))
    }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try document.double(at: node(key), place(key))
    }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        Float(try document.double(at: node(key), place(key)))
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try integer(type, key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try integer(type, key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try integer(type, key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try integer(type, key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try integer(type, key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try integer(type, key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try integer(type, key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try integer(type, key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try integer(type, key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try integer(type, key) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try value(type, try node(key), key)
    }

    // One look for the key instead of three.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try present(key).map { try document.flag(at: $0, place(key)) }
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try present(key).map { try document.string(at: $0, place(key)) }
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try present(key).map { try document.double(at: $0, place(key)) }
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try present(key).map { try document.integer(type, at: $0, place(key)) }
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try present(key).map { try value(type, $0, key) }
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type, _ key: Key) throws -> Number {
        try document.integer(type, at: node(key), place(key))
    }

    private func value<Value: Decodable>(_ type: Value.Type, _ node: Int, _ key: Key) throws -> Value {
        guard base.isEmpty else {
            return try type.init(from: TextDecoder(document: document, node: node, base: base + [key]))
        }
        return try document.value(type, at: node, under: key)
    }

    private func decoder(_ key: Key) throws -> TextDecoder {
        TextDecoder(document: document, node: try node(key), base: base + [key])
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder {
        guard let node = document.member("super", of: object) else {
            throw DecodingError.valueNotFound(
                (any Decoder).self, document.context("the element is missing", BasePlace(keys: base)))
        }
        return TextDecoder(document: document, node: node, base: base)
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

struct ArrayReader: UnkeyedDecodingContainer {
    private let document: TextDocument
    private let base: [any CodingKey]
    private let size: Int
    private var node: Int
    private(set) var currentIndex = 0

    init(_ document: TextDocument, _ array: Int, _ base: [any CodingKey]) {
        (self.document, self.base) = (document, base)
        (size, node) = (Int(document.nodes[array].count), array + 1)
    }

    var codingPath: [any CodingKey] { document.path + base }
    var count: Int? { size }
    var isAtEnd: Bool { currentIndex >= size }
    private var place: KeyedPlace<ItemKey> { KeyedPlace(base: base, key: ItemKey(currentIndex)) }

    /// Reads the item here and goes on behind it; stays where it is when the item is wrong.
    private mutating func take<Value>(_ read: (Int) throws -> Value) throws -> Value {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(Value.self, document.context("there are no more items", place))
        }
        let value = try read(node)
        node = Int(document.nodes[node].next)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, document.isNull(node) else {
            if isAtEnd { _ = try take { $0 } }
            return false
        }
        return try take { _ in true }
    }
    mutating func decode(_ type: Bool.Type) throws -> Bool {
        let place = place
        return try take { [document] in try document.flag(at: $0, place) }
    }
    mutating func decode(_ type: String.Type) throws -> String {
        let place = place
        return try take { [document] in try document.string(at: $0, place) }
    }
    mutating func decode(_ type: Double.Type) throws -> Double {
        let place = place
        return try take { [document] in try document.double(at: $0, place) }
    }
    mutating func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    mutating func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let key = ItemKey(currentIndex)
        return try take { [document, base] node in
            guard base.isEmpty else {
                return try type.init(from: TextDecoder(document: document, node: node, base: base + [key]))
            }
            return try document.value(type, at: node, under: key)
        }
    }

    private mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let place = place
        return try take { [document] in try document.integer(type, at: $0, place) }
    }

    private mutating func decoder() throws -> TextDecoder {
        let base = base + [ItemKey(currentIndex)]
        return try take { [document] in TextDecoder(document: document, node: $0, base: base) }
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try decoder().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try decoder().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try decoder() }
}

struct SingleReader: SingleValueDecodingContainer {
    let document: TextDocument
    let node: Int
    let base: [any CodingKey]
    var codingPath: [any CodingKey] { document.path + base }
    private var place: BasePlace { BasePlace(keys: base) }

    func decodeNil() -> Bool { document.isNull(node) }
    func decode(_ type: Bool.Type) throws -> Bool { try document.flag(at: node, place) }
    func decode(_ type: String.Type) throws -> String { try document.string(at: node, place) }
    func decode(_ type: Double.Type) throws -> Double { try document.double(at: node, place) }
    func decode(_ type: Float.Type) throws -> Float { Float(try document.double(at: node, place)) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try type.init(from: TextDecoder(document: document, node: node, base: base))
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        try document.integer(type, at: node, place)
    }
}
