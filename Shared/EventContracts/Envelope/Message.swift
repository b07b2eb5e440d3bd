/// A Kafka record's own content, apart from where it stands in the log.
public struct Message: Hashable, Sendable {
    /// Nil when the producer set no key.
    public var key: [UInt8]?
    /// Nil is a legal record (a tombstone on a compacted topic).
    public var value: [UInt8]?
    /// In the order of the record; names may repeat.
    public var headers: [Header]

    public init(key: [UInt8]? = nil, value: [UInt8]?, headers: [Header] = []) {
        (self.key, self.value, self.headers) = (key, value, headers)
    }

    /// The last header of that name, as text; nil when there is none or it is not UTF-8.
    public func header(_ name: String) -> String? {
        guard let bytes = headers.last(where: { $0.name == name })?.value else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// One Kafka record header.
public struct Header: Hashable, Sendable {
    public var name: String
    public var value: [UInt8]?

    public init(_ name: String, _ value: [UInt8]?) { (self.name, self.value) = (name, value) }
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, Array(value.utf8)) }
}
