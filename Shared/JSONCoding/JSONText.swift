/// JSON of `Codable` values, in one pass each way.
///
/// Drop-in for Foundation's coders where every event and every stored document passes: the same bytes out, the same
/// values and the same kinds of error in (held against them by test), without building a tree of dictionaries in
/// between. Why this is our own stands in Docs/Decisions/0005.
///
/// What brings a text of its own (`PlainJSON`) goes without `Codable`, unless the bytes are odd: what is odd about them is
/// for `Codable` to say.
public enum JSONText {
    /// UTF-8 with sorted keys and unescaped slashes: the same value is the same bytes. Throws `EncodingError` for a
    /// number that JSON cannot say.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        guard let plain = value as? any PlainJSON else { return try encode(coded: value) }
        return try PlainWriter.text(plain.write)
    }

    /// By `Codable`, whatever the value brings.
    public static func encode(coded value: some Encodable) throws -> [UInt8] {
        let writer = TextWriter()
        try writer.write(value)
        return writer.bytes
    }

    /// Reads UTF-8 only; throws `DecodingError`, with an empty coding path when the bytes are no JSON at all.
    public static func decode<Value: Decodable>(_ type: Value.Type, from json: [UInt8]) throws -> Value {
        try json.withUnsafeBufferPointer { try decode(type, from: $0) }
    }

    public static func decode<Value: Decodable>(
        _ type: Value.Type, from json: UnsafeBufferPointer<UInt8>
    ) throws -> Value {
        let document = try TextDocument(json)
        if let plain = type as? any PlainJSON.Type, let value = plain.value(of: document) as? Value { return value }
        return try document.value(type, at: 0)
    }

    /// By `Codable`, whatever the type brings.
    public static func decode<Value: Decodable>(coded type: Value.Type, from json: [UInt8]) throws -> Value {
        try json.withUnsafeBufferPointer { try TextDocument($0).value(type, at: 0) }
    }
}

extension PlainJSON {
    /// Nil when it is not written plainly.
    fileprivate static func value(of document: TextDocument) -> Self? {
        guard let json = try? PlainReader(document, 0) else { return nil }
        return try? Self(json)
    }
}
