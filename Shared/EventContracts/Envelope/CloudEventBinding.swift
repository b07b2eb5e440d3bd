import Foundation
import MedicationDomain

// CloudEvents Kafka protocol binding 1.0: binary mode is written, binary and structured mode are read.

extension CloudEvent {
    private static let structuredPrefix = "application/cloudevents"
    private static func isStructured(_ message: Message) -> Bool {
        message.headers.last { $0.name == "content-type" }?.value?.starts(with: structuredPrefix.utf8) ?? false
    }

    /// Whether the record carries an event at all (a raw FHIR or HL7 v2 record does not).
    public static func isPresent(in message: Message) -> Bool {
        message.headers.contains { $0.name.hasPrefix("ce_") }
            || isStructured(message)
    }

    /// Reads either content mode; throws `EnvelopeError`.
    public init(_ message: Message) throws(EnvelopeError) {
        if CloudEvent.isStructured(message) {
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
        guard message.headers.count <= EnvelopeLimits.maximumHeaders else {
            throw EnvelopeError(code: .tooManyAttributes, attribute: "(headers)")
        }
        var attributes = EnvelopeAttributes()
        var (contentType, traceParent, traceState): ([UInt8]?, [UInt8]?, [UInt8]?)
        for header in message.headers {
            guard header.name.hasPrefix("ce_") else {
                switch header.name {
                case "content-type": contentType = header.value
                case "traceparent": traceParent = header.value
                case "tracestate": traceState = header.value
                default: break
                }
                continue
            }
            guard (header.value?.count ?? 0) <= EnvelopeLimits.maximumAttributeBytes else {
                throw EnvelopeError(code: .attributeTooLong, attribute: String(header.name.dropFirst(3)))
            }
            guard let value = header.value.flatMap({ String(validating: $0, as: UTF8.self) }) else {
                throw EnvelopeError(code: .badAttribute, attribute: String(header.name.dropFirst(3)))
            }
            attributes.set(header.name, value)
        }
        guard !attributes.isEmpty else { throw EnvelopeError(code: .notAnEvent, attribute: "specversion") }
        // In binary mode these are Kafka's own headers; one that is no text says nothing.
        func text(_ bytes: [UInt8]?, _ attribute: String) throws(EnvelopeError) -> String? {
            guard let bytes, let text = String(validating: bytes, as: UTF8.self) else { return nil }
            guard bytes.count <= EnvelopeLimits.maximumAttributeBytes else {
                throw EnvelopeError(code: .attributeTooLong, attribute: attribute)
            }
            return text
        }
        attributes.contentType = try text(contentType, "datacontenttype")
        if let text = try text(traceParent, "traceparent") { attributes.traceParent = text }
        if let text = try text(traceState, "tracestate") { attributes.traceState = text }
        try self.init(attributes: attributes, data: message.value)
    }

    private init(structured bytes: [UInt8]) throws(EnvelopeError) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            throw EnvelopeError(code: .badStructuredEvent, attribute: "(whole)")
        }
        guard object.count <= EnvelopeLimits.maximumHeaders else {
            throw EnvelopeError(code: .tooManyAttributes, attribute: "(whole)")
        }
        var attributes = EnvelopeAttributes()
        for (name, value) in object.sorted(by: { $0.key < $1.key }) where name != "data" && name != "data_base64" {
            let text: String
            switch value {
            case let string as String: text = string
            case let number as NSNumber: text = number.stringValue
            case is NSNull: continue
            default: throw EnvelopeError(code: .badAttribute, attribute: name)
            }
            guard text.utf8.count <= EnvelopeLimits.maximumAttributeBytes else {
                throw EnvelopeError(code: .attributeTooLong, attribute: name)
            }
            attributes.set("ce_\(name)", text)
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

    private init(attributes: EnvelopeAttributes, data: [UInt8]?) throws(EnvelopeError) {
        func required(_ value: String?, _ name: String) throws(EnvelopeError) -> String {
            guard let value, !value.isEmpty else { throw EnvelopeError(code: .missingAttribute, attribute: name) }
            return value
        }
        func instant(_ text: String?, _ name: String) throws(EnvelopeError) -> Instant? {
            guard let text else { return nil }
            guard let instant = Instant(text) else { throw EnvelopeError(code: .badAttribute, attribute: name) }
            return instant
        }
        guard try required(attributes.specVersion, "specversion") == CloudEvent.specVersion else {
            throw EnvelopeError(code: .badAttribute, attribute: "specversion")
        }
        var revision: Int?
        if let text = attributes.revision {
            // CloudEvents integers are signed 32-bit.
            guard let number = Int32(text), number >= 0 else {
                throw EnvelopeError(code: .badAttribute, attribute: "revision")
            }
            revision = Int(number)
        }
        self.init(
            id: try required(attributes.id, "id"), source: try required(attributes.source, "source"),
            type: EventType(rawValue: try required(attributes.type, "type")),
            time: try instant(attributes.time, "time"), subject: attributes.subject,
            correlationID: attributes.correlationID, causationID: attributes.causationID,
            entityID: attributes.entityID.map(EntityID.init(rawValue:)), revision: revision,
            contentType: attributes.contentType, traceParent: attributes.traceParent,
            traceState: attributes.traceState, expiryTime: try instant(attributes.expiryTime, "expirytime"), data: data)
    }
}

/// The attributes of an envelope as they were written; those of others are passed over.
private struct EnvelopeAttributes {
    private(set) var isEmpty = true
    private(set) var specVersion, id, source, type, time, subject, correlationID, causationID: String?
    private(set) var entityID, revision, expiryTime: String?
    var contentType, traceParent, traceState: String?

    /// By the name of its header. Of an attribute that was written twice, the last one counts.
    mutating func set(_ name: String, _ value: String) {
        isEmpty = false
        switch name {
        case "ce_specversion": specVersion = value
        case "ce_id": id = value
        case "ce_source": source = value
        case "ce_type": type = value
        case "ce_time": time = value
        case "ce_subject": subject = value
        case "ce_correlationid": correlationID = value
        case "ce_causationid": causationID = value
        case "ce_entityid": entityID = value
        case "ce_revision": revision = value
        case "ce_expirytime": expiryTime = value
        case "ce_datacontenttype": contentType = value
        case "ce_traceparent": traceParent = value
        case "ce_tracestate": traceState = value
        default: break
        }
    }
}
