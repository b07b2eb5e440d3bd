/// Writes an object member by member, for the few types that are written so often that `Codable` costs too much.
///
/// The bytes must be those that `Codable` would write: members in the order of their names, nothing for nil. A test
/// holds each type that uses it against its `Codable` self.
public struct PlainWriter {
    private let writer: TextWriter
    private var isEmpty = true

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

    /// A text of its own, and what of it lasts: the same with stand-ins for the members that pass.
    public static func texts(
        _ body: (inout PlainWriter) throws -> Void
    ) rethrows -> (text: [UInt8], lasting: [UInt8]) {
        let writer = TextWriter()
        writer.tellWhatPasses()
        var object = PlainWriter(writer)
        try body(&object)
        object.end()
        return (writer.bytes, writer.lastingBytes)
    }

    private mutating func end() { writer.plain(UInt8(ascii: "}")) }

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
    public mutating func write(_ name: StaticString, _ number: UInt64) {
        begin(name)
        writer.plain(number)
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
        var isFirst = true
        for text in texts {
            if !isFirst { writer.plain(UInt8(ascii: ",")) }
            isFirst = false
            writer.write(text)
        }
        writer.plain(UInt8(ascii: "]"))
    }
    public mutating func write(_ name: StaticString, _ texts: [String]?) {
        if let texts { write(name, texts) }
    }

    /// A member that passes.
    public mutating func writePassing(_ name: StaticString, _ number: Int, standIn: Int) {
        begin(name)
        writer.pass(standIn.description) { writer.plain(number) }
    }

    /// A member that passes; the stand-in needs no escape.
    public mutating func writePassing(_ name: StaticString, _ text: String, standIn: @autoclosure () -> String) {
        begin(name)
        writer.pass("\"\(standIn())\"") { writer.write(text) }
    }

    /// A member that passes, and that the lasting text has not; it must not be the first of its object.
    public mutating func writePassing(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        writer.pass("") {
            writer.plainName(name, isFirst: false)
            writer.write(text)
        }
    }

    /// For the few members that say null instead of nothing.
    public mutating func writeNull(_ name: StaticString) {
        begin(name)
        writer.writeNull()
    }

    /// An object within.
    public mutating func write(_ name: StaticString, _ body: (inout PlainWriter) throws -> Void) rethrows {
        begin(name)
        try object(body)
    }

    /// Objects in a list.
    @inlinable
    public mutating func write<Item>(
        _ name: StaticString, _ items: [Item], _ body: (Item, inout PlainWriter) throws -> Void
    ) rethrows {
        try writeList(name, items.count) { try body(items[$0], &$1) }
    }

    /// Objects by name, in the order of the names.
    @inlinable
    public mutating func write<Item>(
        _ name: StaticString, _ items: [String: Item], _ body: (Item, inout PlainWriter) throws -> Void
    ) rethrows {
        let keys = items.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        try writeTable(name, keys) { key, json in
            if let item = items[key] { try body(item, &json) }
        }
    }

    // Without generics, so that those above are made for their type where they are used.

    public mutating func writeList(
        _ name: StaticString, _ count: Int, _ body: (Int, inout PlainWriter) throws -> Void
    ) rethrows {
        begin(name)
        try list(count, body)
    }

    private func list(_ count: Int, _ body: (Int, inout PlainWriter) throws -> Void) rethrows {
        writer.plain(UInt8(ascii: "["))
        for number in 0..<count {
            if number > 0 { writer.plain(UInt8(ascii: ",")) }
            try object { try body(number, &$0) }
        }
        writer.plain(UInt8(ascii: "]"))
    }

    public mutating func writeTable(
        _ name: StaticString, _ keys: [String], _ body: (String, inout PlainWriter) throws -> Void
    ) rethrows {
        begin(name)
        try table(keys) { key, json in try json.object { try body(key, &$0) } }
    }

    /// Lists of objects by name.
    public mutating func writeTableOfLists(
        _ name: StaticString, _ keys: [String], count: (String) -> Int,
        _ body: (String, Int, inout PlainWriter) throws -> Void
    ) rethrows {
        begin(name)
        try table(keys) { key, json in try json.list(count(key)) { try body(key, $0, &$1) } }
    }

    private func table(_ keys: [String], _ body: (String, PlainWriter) throws -> Void) rethrows {
        writer.plain(UInt8(ascii: "{"))
        var isFirst = true
        for key in keys {
            if !isFirst { writer.plain(UInt8(ascii: ",")) }
            isFirst = false
            writer.write(key)
            writer.plain(UInt8(ascii: ":"))
            try body(key, self)
        }
        writer.plain(UInt8(ascii: "}"))
    }

    /// What is rare enough to be left to `Codable`, and mostly has nothing in it.
    public mutating func writeCoded<Value: Encodable>(_ name: StaticString, _ table: [String: Value]) throws {
        guard table.isEmpty else { return try writeCoded(name, Optional(table)) }
        begin(name)
        writer.plain(UInt8(ascii: "{"))
        writer.plain(UInt8(ascii: "}"))
    }

    /// What is rare enough to be left to `Codable`, and mostly has nothing in it.
    public mutating func writeCoded<Value: Encodable>(_ name: StaticString, _ list: [Value]) throws {
        guard list.isEmpty else { return try writeCoded(name, Optional(list)) }
        begin(name)
        writer.plain(UInt8(ascii: "["))
        writer.plain(UInt8(ascii: "]"))
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
