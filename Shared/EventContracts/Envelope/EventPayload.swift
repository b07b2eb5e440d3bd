import JSONCoding

/// What an event says; decoded and encoded as JSON with the names of the wire contracts.
///
/// The default codec is `Codable`; what is read and written often brings its own besides (`PlainJSON`), checked
/// against it by test.
public protocol EventPayload: Codable, Hashable, Sendable {
    /// Every CloudEvents type this payload travels under.
    static var types: [EventType] { get }
    /// The media type of its bytes; JSON unless it says otherwise.
    static var contentType: String { get }
    /// The one this value travels under.
    var type: EventType { get }
    /// Reads the JSON of an event of that type; throws a `PayloadError`.
    static func decode(_ json: [UInt8], type: EventType) throws -> Self
    /// JSON with sorted keys, so that the same value is the same bytes.
    func encode() throws -> [UInt8]
}

extension EventPayload {
    public static var contentType: String { MediaType.json }
    public var type: EventType { Self.types[0] }

    public static func decode(_ json: [UInt8], type: EventType) throws -> Self {
        let payload: Self = try PayloadCoding.decode(json)
        guard payload.type == type else { throw PayloadError(code: .typeMismatch, path: "$") }
        return payload
    }

    public func encode() throws -> [UInt8] { try PayloadCoding.encode(self) }
}

/// A payload about something that lives on: each announcement of it carries a growing revision.
public protocol EntityPayload: EventPayload {
    var entityID: EntityID { get }
    /// Nothing more is expected about the entity (an alert resolved, an order stopped).
    var isTerminal: Bool { get }
    /// Writes the revision into the payload where the contract shows it there.
    mutating func stamp(revision: Int)
    /// What the payload says apart from when it was said; two announcements of equal substance tell nobody anything new.
    func substance() throws -> [UInt8]
    /// Both at once: the JSON with the revision in it, and the substance. Types that bring a `stamp` or a `substance` of
    /// their own bring this, too; a test holds it against them.
    func announced(revision: Int) throws -> AnnouncedText
}

/// A payload as it is announced.
public struct AnnouncedText: Equatable, Sendable {
    public var json: [UInt8]
    /// See `EntityPayload.substance`.
    public var substance: [UInt8]
    public init(json: [UInt8], substance: [UInt8]) { (self.json, self.substance) = (json, substance) }
}

extension EntityPayload {
    public func announced(revision: Int) throws -> AnnouncedText {
        let json = try encode()
        return AnnouncedText(json: json, substance: json)
    }

    public var isTerminal: Bool { false }
    public mutating func stamp(revision: Int) {}
    public func substance() throws -> [UInt8] { try encode() }
}

/// Why a payload cannot be read; names the element, never its content.
public struct PayloadError: Error, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case notJSON = "not-json"
        case missingElement = "missing-element"
        case wrongType = "wrong-type"
        case badValue = "bad-value"
        case typeMismatch = "type-mismatch"
        case noData = "no-data"
    }
    public let code: Code
    public let path: String
    public var description: String { "\(code.rawValue): \(path)" }
    public init(code: Code, path: String) { (self.code, self.path) = (code, path) }
}

/// JSON of payloads and stored documents.
public enum PayloadCoding {
    public static func decode<Value: Decodable>(_ json: [UInt8], as type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONText.decode(type, from: json)
        } catch let error as DecodingError {
            throw PayloadError(error)
        }
    }

    public static func encode(_ value: some Encodable) throws -> [UInt8] { try JSONText.encode(value) }
}

extension PayloadError {
    init(_ error: DecodingError) {
        func path(_ keys: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
            var text = "$"
            for key in keys + (last.map { [$0] } ?? []) {
                if let index = key.intValue {
                    text += "[\(index)]"
                } else {
                    text += isOurs(key) ? ".\(key.stringValue)" : ".*"
                }
            }
            return text
        }
        /// The keys of our types are cases of an enum; those of a dictionary were written by the sender.
        func isOurs(_ key: any CodingKey) -> Bool {
            let mirror = Mirror(reflecting: key)
            return mirror.displayStyle == .enum && mirror.children.isEmpty
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init(code: .missingElement, path: path(context.codingPath, key))
        case .valueNotFound(_, let context): self.init(code: .missingElement, path: path(context.codingPath))
        case .typeMismatch(_, let context): self.init(code: .wrongType, path: path(context.codingPath))
        case .dataCorrupted(let context):
            self.init(code: context.codingPath.isEmpty ? .notJSON : .badValue, path: path(context.codingPath))
        @unknown default: self.init(code: .badValue, path: "$")
        }
    }
}
