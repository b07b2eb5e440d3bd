import Foundation
import MedicationDomain

// CloudEvents Kafka protocol binding 1.0: binary mode is written, binary and structured mode are read.

extension CloudEvent {
    private static let structuredPrefix = "application/cloudevents"

    /// Whether the record carries an event at all (a raw FHIR or HL7 v2 record does not).
    public static func isPresent(in message: Message) -> Bool {
        message.headers.contains { $0.name.hasPrefix("ce_") }
            || message.header("content-type")?.hasPrefix(structuredPrefix) == true
    }

    /// Reads either content mode; throws `EnvelopeError`.
    public init(_ message: Message) throws(EnvelopeError) {
        if message.header("content-type")?.hasPrefix(CloudEvent.structuredPrefix) == true {
            try self.init(structured: message.value ?? [])
        } else {
            try self.init(binary: message)
        }
    }

    /// The event as a Kafka record in binary mode.
    public func message(key: [UInt8]?) -> Message {
        var headers: [Header] = []
        headers.reserveCapacity(12)
        headers.append(Header("ce_specversion", CloudEvent.specVersion))
        headers.append(Header("ce_id", id))
        headers.append(Header("ce_source", source))
        headers.append(Header("ce_type", type.rawValue))
        func add(_ name: String, _ value: String?) {
            if let value { headers.append(Header(name, value)) }
        }
        add("ce_time", time?.description)
        add("ce_subject", subject)
        add("ce_correlationid", correlationID)
        add("ce_causationid", causationID)
        add("ce_entityid", entityID?.rawValue)
        add("ce_revision", revision.map(String.init))
        add("ce_expirytime", expiryTime?.description)
        add("content-type", contentType)
        add("traceparent", traceParent)
        add("tracestate", traceState)
        return Message(key: key, value: data, headers: headers)
    }

    private init(binary message: Message) throws(EnvelopeError) {
        var attributes: [String: String] = [:]
        guard message.headers.count <= EnvelopeLimits.maximumHeaders else {
            throw EnvelopeError(code: .tooManyAttributes, attribute: "(headers)")
        }
        for header in message.headers where header.name.hasPrefix("ce_") {
            let name = String(header.name.dropFirst(3))
            guard (header.value?.count ?? 0) <= EnvelopeLimits.maximumAttributeBytes else {
                throw EnvelopeError(code: .attributeTooLong, attribute: name)
            }
            guard let value = header.value.flatMap({ String(validating: $0, as: UTF8.self) }) else {
                throw EnvelopeError(code: .badAttribute, attribute: name)
            }
            attributes[name] = value
        }
        guard !attributes.isEmpty else { throw EnvelopeError(code: .notAnEvent, attribute: "specversion") }
        attributes["datacontenttype"] = message.header("content-type")
        for name in ["traceparent", "tracestate"] where message.header(name) != nil {
            attributes[name] = message.header(name)
        }
        for (name, value) in attributes where value.utf8.count > EnvelopeLimits.maximumAttributeBytes {
            throw EnvelopeError(code: .attributeTooLong, attribute: name)
        }
        try self.init(attributes: attributes, data: message.value)
    }

    private init(structured bytes: [UInt8]) throws(EnvelopeError) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            throw EnvelopeError(code: .badStructuredEvent, attribute: "(whole)")
        }
        guard object.count <= EnvelopeLimits.maximumHeaders else {
            throw EnvelopeError(code: .tooManyAttributes, attribute: "(whole)")
        }
        var attributes: [String: String] = [:]
        for (name, value) in object.sorted(by: { $0.key < $1.key }) where name != "data" && name != "data_base64" {
            switch value {
            case let text as String: attributes[name] = text
            case let number as NSNumber: attributes[name] = number.stringValue
            case is NSNull: break
            default: throw EnvelopeError(code: .badAttribute, attribute: name)
            }
            guard (attributes[name]?.utf8.count ?? 0) <= EnvelopeLimits.maximumAttributeBytes else {
                throw EnvelopeError(code: .attributeTooLong, attribute: name)
            }
        }
        var data: [UInt8]?
        if let encoded = object["data_base64"] {
            guard let text = encoded as? String, let decoded = Data(base64Encoded: text) else {
                throw EnvelopeError(code: .badAttribute, attribute: "data_base64")
            }
            data = Array(decoded)
        } else if let value = object["data"], !(value is NSNull) {
            let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
            guard let encoded = try? JSONSerialization.data(withJSONObject: value, options: options) else {
                throw EnvelopeError(code: .badAttribute, attribute: "data")
            }
            data = Array(encoded)
        }
        try self.init(attributes: attributes, data: data)
    }

    private init(attributes: [String: String], data: [UInt8]?) throws(EnvelopeError) {
        func required(_ name: String) throws(EnvelopeError) -> String {
            guard let value = attributes[name], !value.isEmpty else {
                throw EnvelopeError(code: .missingAttribute, attribute: name)
            }
            return value
        }
        func instant(_ name: String) throws(EnvelopeError) -> Instant? {
            guard let text = attributes[name] else { return nil }
            guard let instant = Instant(text) else { throw EnvelopeError(code: .badAttribute, attribute: name) }
            return instant
        }
        guard try required("specversion") == CloudEvent.specVersion else {
            throw EnvelopeError(code: .badAttribute, attribute: "specversion")
        }
        var revision: Int?
        if let text = attributes["revision"] {
            // CloudEvents integers are signed 32-bit.
            guard let number = Int32(text), number >= 0 else {
                throw EnvelopeError(code: .badAttribute, attribute: "revision")
            }
            revision = Int(number)
        }
        self.init(
            id: try required("id"), source: try required("source"),
            type: EventType(rawValue: try required("type")), time: try instant("time"),
            subject: attributes["subject"], correlationID: attributes["correlationid"],
            causationID: attributes["causationid"], entityID: attributes["entityid"].map(EntityID.init(rawValue:)),
            revision: revision, contentType: attributes["datacontenttype"], traceParent: attributes["traceparent"],
            traceState: attributes["tracestate"], expiryTime: try instant("expirytime"), data: data)
    }
}
