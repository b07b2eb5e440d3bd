/// A value that is written and read so often that it has its JSON without `Codable`, too.
///
/// Both must say the same (see `PlainWriter` and `PlainReader`); a test holds each such type against its `Codable` self.
public protocol PlainJSON: Codable {
    func write(to json: inout PlainWriter) throws
    init(_ json: PlainReader) throws(PlainReader.NotPlain)
}

extension PlainWriter {
    @inlinable
    public mutating func write<Value: PlainJSON>(_ name: StaticString, _ value: Value) throws {
        try write(name) { try value.write(to: &$0) }
    }

    @inlinable
    public mutating func write<Value: PlainJSON>(_ name: StaticString, _ value: Value?) throws {
        if let value { try write(name, value) }
    }

    @inlinable
    public mutating func write<Value: PlainJSON>(_ name: StaticString, _ values: [Value]) throws {
        try write(name, values) { try $0.write(to: &$1) }
    }

    @inlinable
    public mutating func write<Value: PlainJSON>(_ name: StaticString, _ values: [Value]?) throws {
        if let values { try write(name, values) }
    }

    @inlinable
    public mutating func write<Value: PlainJSON>(_ name: StaticString, _ values: [String: Value]) throws {
        try write(name, values) { try $0.write(to: &$1) }
    }

    /// Lists by name, in the order of the names.
    @inlinable
    public mutating func write<Value: PlainJSON>(_ name: StaticString, _ lists: [String: [Value]]) throws {
        let keys = lists.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        try writeTableOfLists(name, keys, count: { lists[$0]?.count ?? 0 }) { key, index, json in
            try lists[key]?[index].write(to: &json)
        }
    }
}

extension PlainReader {
    @inlinable
    public func plain<Value: PlainJSON>(_ name: StaticString) throws(NotPlain) -> Value { try Value(object(name)) }

    @inlinable
    public func optionalPlain<Value: PlainJSON>(_ name: StaticString) throws(NotPlain) -> Value? {
        guard let object = try optionalObject(name) else { return nil }
        return try Value(object)
    }

    @inlinable
    public func plains<Value: PlainJSON>(_ name: StaticString) throws(NotPlain) -> [Value] {
        try list(name) { json throws(NotPlain) in try Value(json) }
    }

    @inlinable
    public func optionalPlains<Value: PlainJSON>(_ name: StaticString) throws(NotPlain) -> [Value]? {
        has(name) ? try plains(name) : nil
    }

    @inlinable
    public func plainTable<Value: PlainJSON>(_ name: StaticString) throws(NotPlain) -> [String: Value] {
        try dictionary(name) { json throws(NotPlain) in try Value(json) }
    }

    @inlinable
    public func plainLists<Value: PlainJSON>(_ name: StaticString) throws(NotPlain) -> [String: [Value]] {
        var lists: [String: [Value]] = [:]
        try eachList(of: name) { key, count throws(NotPlain) in
            guard lists[key] == nil else { throw NotPlain() }
            lists[key] = []
            lists[key]?.reserveCapacity(count)
        } item: { key, json throws(NotPlain) in
            lists[key]?.append(try Value(json))
        }
        return lists
    }
}
