/// A JSON document as a tree; numbers keep the text they were written in.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Parses UTF-8 bytes; throws `FHIRError` with a byte offset when they are no JSON or exceed the limits.
    public init(parsing bytes: [UInt8], limits: FHIRLimits = .standard) throws(FHIRError) {
        guard bytes.count <= limits.maximumBytes else { throw FHIRError(.tooLarge) }
        var parser = JSONParser(bytes, limits: limits)
        self = try parser.document()
    }

    /// The member of an object; nil for anything else.
    public subscript(_ key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    public var text: String? { if case .string(let text) = self { text } else { nil } }
    public var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
}

/// A number exactly as written: `0.50` stays `0.50`.
public struct JSONNumber: Hashable, Sendable {
    public let text: String
    /// The nearest double; always finite.
    public let value: Double

    /// - Parameter text: a number as JSON writes it; nil when it is beyond a double's range.
    public init?(_ text: String) {
        guard let value = Double(text), value.isFinite else { return nil }
        (self.text, self.value) = (text, value)
    }

    /// Nil unless it is a whole number written without fraction or exponent.
    public var integer: Int? { Int(text) }
}
