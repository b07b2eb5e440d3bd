/// Writes an object member by member, for the few types that are written so often that `Codable` costs too much.
///
/// The bytes must be those that `Codable` would write: members in the order of their names, nothing for nil. A test
/// holds each type that uses it against its `Codable` self.
public struct PlainWriter {
    private let writer: TextWriter
    private var isEmpty = true

    /// Begins the object that stands for the value; nil when the encoder is not ours.
    public init?(_ encoder: any Encoder) {
        guard let encoder = encoder as? TextEncoder else { return nil }
        encoder.writer.become(.single, frame: encoder.frame)
        self.init(encoder.writer)
    }

    private init(_ writer: TextWriter) {
        self.writer = writer
        writer.plain(UInt8(ascii: "{"))
    }

    /// A text of its own, with one object.
    public static func text(_ body: (inout PlainWriter) throws -> Void) rethrows -> [UInt8] {
        let writer = TextWriter()
        var object = PlainWriter(writer)
        try body(&object)
        object.end()
        return writer.bytes
    }

    public mutating func end() { writer.plain(UInt8(ascii: "}")) }

    // MARK: - Members

    private mutating func begin(_ name: StaticString) {
        writer.plainName(name, isFirst: isEmpty)
        isEmpty = false
    }

    public mutating func write(_ name: StaticString, _ text: String) {
        begin(name)
        writer.write(text)
    }
    public mutating func write(_ name: StaticString, _ text: String?) {
        if let text { write(name, text) }
    }
    public mutating func write(_ name: StaticString, _ number: Int) {
        begin(name)
        writer.plain(number)
    }
    public mutating func write(_ name: StaticString, _ number: Int?) {
        if let number { write(name, number) }
    }
    public mutating func write(_ name: StaticString, _ number: Double) throws {
        begin(name)
        try writer.write(number)
    }
    public mutating func write(_ name: StaticString, _ number: Double?) throws {
        if let number { try write(name, number) }
    }
    public mutating func write(_ name: StaticString, _ flag: Bool) {
        begin(name)
        writer.write(flag)
    }
    public mutating func write(_ name: StaticString, _ flag: Bool?) {
        if let flag { write(name, flag) }
    }

    public mutating func write(_ name: StaticString, _ texts: [String]) {
        begin(name)
        writer.plain(UInt8(ascii: "["))
        for (number, text) in texts.enumerated() {
            if number > 0 { writer.plain(UInt8(ascii: ",")) }
            writer.write(text)
        }
        writer.plain(UInt8(ascii: "]"))
    }
    public mutating func write(_ name: StaticString, _ texts: [String]?) {
        if let texts { write(name, texts) }
    }

    /// An object within.
    public mutating func write(_ name: StaticString, _ body: (inout PlainWriter) throws -> Void) rethrows {
        begin(name)
        try object(body)
    }

    /// Objects in a list.
    public mutating func write<Item>(
        _ name: StaticString, _ items: [Item], _ body: (Item, inout PlainWriter) throws -> Void
    ) rethrows {
        begin(name)
        writer.plain(UInt8(ascii: "["))
        for (number, item) in items.enumerated() {
            if number > 0 { writer.plain(UInt8(ascii: ",")) }
            try object { try body(item, &$0) }
        }
        writer.plain(UInt8(ascii: "]"))
    }

    /// Objects by name, in the order of the names.
    public mutating func write<Item>(
        _ name: StaticString, _ items: [String: Item], _ body: (Item, inout PlainWriter) throws -> Void
    ) rethrows {
        begin(name)
        writer.plain(UInt8(ascii: "{"))
        let sorted = items.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (number, item) in sorted.enumerated() {
            if number > 0 { writer.plain(UInt8(ascii: ",")) }
            writer.write(item.key)
            writer.plain(UInt8(ascii: ":"))
            try object { try body(item.value, &$0) }
        }
        writer.plain(UInt8(ascii: "}"))
    }

    /// What is rare enough to be left to `Codable`.
    public mutating func writeCoded(_ name: StaticString, _ value: (some Encodable)?) throws {
        guard let value else { return }
        begin(name)
        try writer.write(value)
    }

    private func object(_ body: (inout PlainWriter) throws -> Void) rethrows {
        var object = PlainWriter(writer)
        try body(&object)
        object.end()
    }
}
