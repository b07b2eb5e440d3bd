/// Reads an object member by member, for the few types that are read so often that `Codable` costs too much.
///
/// It reads only what is as it should be: whatever is odd throws `NotPlain`, and `Codable` then says what is wrong with
/// it. So it can refuse too much, which costs time, and never says anything else than `Codable` would.
public struct PlainReader {
    private let document: TextDocument
    private let node: Int

    /// The value is not written plainly; `Codable` decides what it is.
    public struct NotPlain: Error {
        public init() {}
    }

    init(_ document: TextDocument, _ node: Int) throws(NotPlain) {
        guard document.nodes[node].kind == .object else { throw NotPlain() }
        (self.document, self.node) = (document, node)
    }

    /// The object that a text is.
    public static func read<Value>(
        _ json: [UInt8], _ body: (PlainReader) throws -> Value
    ) throws -> Value {
        try json.withUnsafeBufferPointer { bytes in
            try body(PlainReader(try TextDocument(bytes), 0))
        }
    }

    // MARK: - Members

    private func find(_ name: StaticString) -> Int? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return document.member(wanted, of: node).flatMap { document.isNull($0) ? nil : $0 }
    }

    private func required(_ name: StaticString) throws(NotPlain) -> Int {
        guard let node = find(name) else { throw NotPlain() }
        return node
    }

    private func text(at node: Int) throws(NotPlain) -> String {
        guard document.nodes[node].kind == .string else { throw NotPlain() }
        return document.text(of: node)
    }

    public func string(_ name: StaticString) throws(NotPlain) -> String { try text(at: required(name)) }
    public func optionalString(_ name: StaticString) throws(NotPlain) -> String? {
        guard let node = find(name) else { return nil }
        return try text(at: node)
    }

    @inlinable
    public func value<Value: RawRepresentable<String>>(
        _ name: StaticString, _ type: Value.Type = Value.self
    ) throws(NotPlain) -> Value {
        guard let value = Value(rawValue: try string(name)) else { throw NotPlain() }
        return value
    }
    @inlinable
    public func optionalValue<Value: RawRepresentable<String>>(
        _ name: StaticString, _ type: Value.Type = Value.self
    ) throws(NotPlain) -> Value? {
        guard let text = try optionalString(name) else { return nil }
        guard let value = Value(rawValue: text) else { throw NotPlain() }
        return value
    }

    public func flag(_ name: StaticString) throws(NotPlain) -> Bool {
        switch document.nodes[try required(name)].kind {
        case .yes: return true
        case .no: return false
        default: throw NotPlain()
        }
    }

    public func optionalFlag(_ name: StaticString) throws(NotPlain) -> Bool? {
        find(name) == nil ? nil : try flag(name)
    }

    public func integer(_ name: StaticString) throws(NotPlain) -> Int {
        guard let number = document.plainInteger(at: try required(name)) else { throw NotPlain() }
        return number
    }
    public func optionalInteger(_ name: StaticString) throws(NotPlain) -> Int? {
        find(name) == nil ? nil : try integer(name)
    }

    public func unsigned(_ name: StaticString) throws(NotPlain) -> UInt64 {
        guard let number = document.plainUnsigned(at: try required(name)) else { throw NotPlain() }
        return number
    }

    public func double(_ name: StaticString) throws(NotPlain) -> Double {
        guard let number = document.plainDouble(at: try required(name)) else { throw NotPlain() }
        return number
    }

    public func optionalDouble(_ name: StaticString) throws(NotPlain) -> Double? {
        guard let node = find(name) else { return nil }
        guard let number = document.plainDouble(at: node) else { throw NotPlain() }
        return number
    }

    public func strings(_ name: StaticString) throws(NotPlain) -> [String] { try texts(at: required(name)) }
    public func optionalStrings(_ name: StaticString) throws(NotPlain) -> [String]? {
        guard let node = find(name) else { return nil }
        return try texts(at: node)
    }

    @inlinable
    public func values<Value: RawRepresentable<String>>(_ name: StaticString) throws(NotPlain) -> [Value] {
        var values: [Value] = []
        for text in try strings(name) {
            guard let value = Value(rawValue: text) else { throw NotPlain() }
            values.append(value)
        }
        return values
    }
    @inlinable
    public func optionalValues<Value: RawRepresentable<String>>(_ name: StaticString) throws(NotPlain) -> [Value]? {
        has(name) ? try values(name) : nil
    }

    private func texts(at list: Int) throws(NotPlain) -> [String] {
        var texts: [String] = []
        try eachItem(of: list) { item throws(NotPlain) in texts.append(try text(at: item)) }
        return texts
    }

    // MARK: - Objects within

    public func object(_ name: StaticString) throws(NotPlain) -> PlainReader {
        try PlainReader(document, required(name))
    }
    public func optionalObject(_ name: StaticString) throws(NotPlain) -> PlainReader? {
        guard let node = find(name) else { return nil }
        return try PlainReader(document, node)
    }

    /// Objects in a list, where there is one.
    @inlinable
    public func optionalList<Item>(
        _ name: StaticString, _ body: (PlainReader) throws(NotPlain) -> Item
    ) throws(NotPlain) -> [Item]? {
        has(name) ? try list(name, body) : nil
    }

    /// Whether something other than null stands there.
    public func has(_ name: StaticString) -> Bool { find(name) != nil }

    /// Objects in a list.
    @inlinable
    public func list<Item>(
        _ name: StaticString, _ body: (PlainReader) throws(NotPlain) -> Item
    ) throws(NotPlain) -> [Item] {
        var items: [Item] = []
        try eachObject(of: name) { json throws(NotPlain) in items.append(try body(json)) }
        return items
    }

    /// Objects by name.
    @inlinable
    public func dictionary<Item>(
        _ name: StaticString, _ body: (PlainReader) throws(NotPlain) -> Item
    ) throws(NotPlain) -> [String: Item] {
        var items: [String: Item] = [:]
        try eachMember(of: name) { key, json throws(NotPlain) in
            guard items[key] == nil else { throw NotPlain() }
            items[key] = try body(json)
        }
        return items
    }

    // Without generics, so that those above are made for their type where they are used.

    public func eachObject(
        of name: StaticString, _ body: (PlainReader) throws(NotPlain) -> Void
    ) throws(NotPlain) {
        try eachItem(of: required(name)) { item throws(NotPlain) in try body(try PlainReader(document, item)) }
    }

    public func eachMember(
        of name: StaticString, _ body: (String, PlainReader) throws(NotPlain) -> Void
    ) throws(NotPlain) {
        try object(name).eachMember(body)
    }

    /// The members of this object, each an object.
    public func eachMember(_ body: (String, PlainReader) throws(NotPlain) -> Void) throws(NotPlain) {
        for member in document.members(of: node) { try body(member.key, try PlainReader(document, member.node)) }
    }

    /// Lists of objects by name: told of each list before its items.
    public func eachList(
        of name: StaticString, _ begin: (String, Int) throws(NotPlain) -> Void,
        item: (String, PlainReader) throws(NotPlain) -> Void
    ) throws(NotPlain) {
        for member in document.members(of: try object(name).node) {
            try begin(member.key, Int(document.nodes[member.node].count))
            try eachItem(of: member.node) { place throws(NotPlain) in
                try item(member.key, try PlainReader(document, place))
            }
        }
    }

    private func isEmpty(_ name: StaticString, _ kind: TextNode.Kind) -> Bool {
        guard let node = find(name) else { return false }
        return document.nodes[node].kind == kind && document.nodes[node].count == 0
    }

    /// What is rare enough to be left to `Codable`.
    public func coded<Value: Decodable>(_ name: StaticString, _ type: Value.Type = Value.self) throws(NotPlain)
        -> Value?
    {
        guard let node = find(name) else { return nil }
        do { return try document.value(type, at: node) } catch { throw NotPlain() }
    }

    /// What is left to `Codable` and must stand there.
    public func needed<Value: Decodable>(_ name: StaticString) throws(NotPlain) -> Value {
        guard let value = try coded(name, Value.self) else { throw NotPlain() }
        return value
    }

    /// A list that is left to `Codable` and mostly has nothing in it.
    public func neededList<Value: Decodable>(_ name: StaticString) throws(NotPlain) -> [Value] {
        if isEmpty(name, .array) { return [] }
        guard let values = try coded(name, [Value].self) else { throw NotPlain() }
        return values
    }

    /// A table that is left to `Codable` and mostly has nothing in it.
    public func neededTable<Value: Decodable>(_ name: StaticString) throws(NotPlain) -> [String: Value] {
        if isEmpty(name, .object) { return [:] }
        guard let values = try coded(name, [String: Value].self) else { throw NotPlain() }
        return values
    }

    private func eachItem(of list: Int, _ body: (Int) throws(NotPlain) -> Void) throws(NotPlain) {
        guard document.nodes[list].kind == .array else { throw NotPlain() }
        var position = list + 1
        for _ in 0..<document.nodes[list].count {
            try body(position)
            position = Int(document.nodes[position].next)
        }
    }
}
