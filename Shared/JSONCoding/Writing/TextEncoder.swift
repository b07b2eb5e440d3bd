/// The encoder a value is given: one place of the text.
struct TextEncoder: Encoder {
    let writer: TextWriter
    let frame: Int

    /// Kept for nobody: only a number that JSON cannot say fails here, and it is found by its value.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.become(.object, frame: frame)
        return KeyedEncodingContainer(ObjectWriter(writer: writer, frame: frame))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.become(.array, frame: frame)
        return ArrayWriter(writer: writer, frame: frame)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleWriter(writer: writer, frame: frame) }
}

struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: TextWriter
    let frame: Int
    var codingPath: [any CodingKey] { [] }

    private func begin(_ key: Key) { writer.beginMember(key.stringValue, frame: frame) }

    func encodeNil(forKey key: Key) {
        begin(key)
        writer.writeNull()
    }
    func encode(_ value: Bool, forKey key: Key) {
        begin(key)
        writer.write(value)
    }
    func encode(_ value: String, forKey key: Key) {
        begin(key)
        writer.write(value)
    }
    func encode(_ value: Double, forKey key: Key) throws {
        begin(key)
        try writer.write(value)
    }
    func encode(_ value: Float, forKey key: Key) throws {
        begin(key)
        try writer.write(value)
    }
    func encode(_ value: Int, forKey key: Key) { number(value, key) }
    func encode(_ value: Int8, forKey key: Key) { number(value, key) }
    func encode(_ value: Int16, forKey key: Key) { number(value, key) }
    func encode(_ value: Int32, forKey key: Key) { number(value, key) }
    func encode(_ value: Int64, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt8, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt16, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt32, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt64, forKey key: Key) { number(value, key) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        begin(key)
        try writer.write(value)
    }

    private func number(_ value: some BinaryInteger, _ key: Key) {
        begin(key)
        writer.write(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        begin(key)
        return TextEncoder(writer: writer, frame: writer.open()).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        begin(key)
        return TextEncoder(writer: writer, frame: writer.open()).unkeyedContainer()
    }
    func superEncoder() -> any Encoder {
        writer.beginMember("super", frame: frame)
        return TextEncoder(writer: writer, frame: writer.open())
    }
    func superEncoder(forKey key: Key) -> any Encoder {
        begin(key)
        return TextEncoder(writer: writer, frame: writer.open())
    }
}

struct ArrayWriter: UnkeyedEncodingContainer {
    let writer: TextWriter
    let frame: Int
    var codingPath: [any CodingKey] { [] }
    var count: Int { writer.count(frame: frame) }

    private func begin() { writer.beginItem(frame: frame) }

    func encodeNil() {
        begin()
        writer.writeNull()
    }
    func encode(_ value: Bool) {
        begin()
        writer.write(value)
    }
    func encode(_ value: String) {
        begin()
        writer.write(value)
    }
    func encode(_ value: Double) throws {
        begin()
        try writer.write(value)
    }
    func encode(_ value: Float) throws {
        begin()
        try writer.write(value)
    }
    func encode(_ value: Int) { number(value) }
    func encode(_ value: Int8) { number(value) }
    func encode(_ value: Int16) { number(value) }
    func encode(_ value: Int32) { number(value) }
    func encode(_ value: Int64) { number(value) }
    func encode(_ value: UInt) { number(value) }
    func encode(_ value: UInt8) { number(value) }
    func encode(_ value: UInt16) { number(value) }
    func encode(_ value: UInt32) { number(value) }
    func encode(_ value: UInt64) { number(value) }
    func encode<Value: Encodable>(_ value: Value) throws {
        begin()
        try writer.write(value)
    }

    private func number(_ value: some BinaryInteger) {
        begin()
        writer.write(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        begin()
        return TextEncoder(writer: writer, frame: writer.open()).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        begin()
        return TextEncoder(writer: writer, frame: writer.open()).unkeyedContainer()
    }
    func superEncoder() -> any Encoder {
        begin()
        return TextEncoder(writer: writer, frame: writer.open())
    }
}

struct SingleWriter: SingleValueEncodingContainer {
    let writer: TextWriter
    let frame: Int
    var codingPath: [any CodingKey] { [] }

    private func begin() { writer.become(.single, frame: frame) }

    func encodeNil() {
        begin()
        writer.writeNull()
    }
    func encode(_ value: Bool) {
        begin()
        writer.write(value)
    }
    func encode(_ value: String) {
        begin()
        writer.write(value)
    }
    func encode(_ value: Double) throws {
        begin()
        try writer.write(value)
    }
    func encode(_ value: Float) throws {
        begin()
        try writer.write(value)
    }
    func encode(_ value: Int) { number(value) }
    func encode(_ value: Int8) { number(value) }
    func encode(_ value: Int16) { number(value) }
    func encode(_ value: Int32) { number(value) }
    func encode(_ value: Int64) { number(value) }
    func encode(_ value: UInt) { number(value) }
    func encode(_ value: UInt8) { number(value) }
    func encode(_ value: UInt16) { number(value) }
    func encode(_ value: UInt32) { number(value) }
    func encode(_ value: UInt64) { number(value) }
    func encode<Value: Encodable>(_ value: Value) throws {
        begin()
        try writer.write(value)
    }

    private func number(_ value: some BinaryInteger) {
        begin()
        writer.write(value)
    }
}
