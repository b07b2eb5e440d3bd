/// JSON of `Codable` values, in one pass each way.
///
/// Drop-in for Foundation's coders where every event and every stored document passes: the same bytes out, the same
/// values and the same kinds of error in (held against them by test), without building a tree of dictionaries in
/// between. Why this is our own stands in Docs/Decisions/0005.
public enum JSONText {
    /// UTF-8 with sorted keys and unescaped slashes: the same value is the same bytes. Throws `EncodingError` for a
    /// number that JSON cannot say.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
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
        return try document.value(type, at: 0)
    }
}
