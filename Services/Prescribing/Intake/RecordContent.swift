import EventContracts
import MedicationDomain

/// A hospital record out of its envelope: the FHIR document, or the reason why there is none.
struct RecordContent: Hashable, Sendable {
    var bytes: [UInt8]
    /// The system that sent it, as its envelope says.
    var origin: String?
    /// What the envelope says it is; nil without one.
    var eventType: EventType?

    init(_ message: Message, maximumBytes: Int) throws(Refusal) {
        guard let value = message.value else { throw RecordContent.noData }
        guard value.count <= maximumBytes else {
            throw Refusal(code: "too-large", message: "the record is larger than \(maximumBytes) bytes")
        }
        var contentType = message.header("content-type")
        bytes = value
        if CloudEvent.isPresent(in: message) {
            let event: CloudEvent
            do throws(EnvelopeError) {
                event = try CloudEvent(message)
            } catch {
                throw Refusal(code: error.code.rawValue, message: "envelope attribute \(error.attribute)")
            }
            guard let data = event.data else { throw RecordContent.noData }
            (bytes, contentType, origin) = (data, event.contentType, event.source)
            eventType = event.type
        }
        try RecordContent.check(bytes, contentType: contentType?.lowercased() ?? "")
    }

    private static let noData = Refusal(code: "no-data", message: "the record has no value")

    private static func check(_ bytes: [UInt8], contentType: String) throws(Refusal) {
        guard !bytes.isEmpty else { throw noData }
        if contentType.contains("hl7-v2") || isHL7v2(bytes) {
            // Kept whole among the dead letters until HL7 v2 is understood: refused is not lost.
            throw Refusal(code: "hl7v2-not-supported", message: "HL7 v2 messages are not read yet")
        }
        if contentType.contains("xml") || bytes.first(where: { !isSpace($0) }) == UInt8(ascii: "<") {
            throw Refusal(code: "xml-not-supported", message: "FHIR is read as JSON only")
        }
    }

    /// `MSH|`, alone, in a batch, or in MLLP framing.
    private static func isHL7v2(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(64).drop { isSpace($0) || $0 == 0x0B }.prefix(3)
        return ["MSH", "FHS", "BHS"].contains { Array($0.utf8) == Array(start) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
