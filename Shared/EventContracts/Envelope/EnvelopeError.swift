/// Why a record is not an event; the text names the attribute and never its value.
public struct EnvelopeError: Error, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case notAnEvent = "not-an-event"
        case missingAttribute = "missing-attribute"
        case badAttribute = "bad-attribute"
        case badStructuredEvent = "bad-structured-event"
        case tooManyAttributes = "too-many-attributes"
        case attributeTooLong = "attribute-too-long"
    }
    public let code: Code
    public let attribute: String
    public var description: String { "\(code.rawValue): \(attribute)" }

    /// An attribute that is none of ours is called an extension: its name was chosen by the sender, who may have put
    /// anything into it.
    public init(code: Code, attribute: String) {
        self.code = code
        self.attribute = EnvelopeError.ownNames.contains(attribute) ? attribute : "(extension)"
    }

    private static let ownNames: Set<String> = [
        "specversion", "id", "source", "type", "time", "subject", "correlationid", "causationid", "entityid",
        "revision", "expirytime", "datacontenttype", "traceparent", "tracestate", "data", "data_base64", "(whole)",
        "(headers)",
    ]
}

/// How big an envelope may be; the data has the limit of the record it is in.
public enum EnvelopeLimits {
    /// Headers of a record in binary mode, members of one in structured mode. Ours have at most fourteen.
    public static let maximumHeaders = 128
    /// The value of one attribute.
    public static let maximumAttributeBytes = 4096
}
