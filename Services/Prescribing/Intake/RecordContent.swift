import EventContracts
import HL7v2
import MedicationDomain

/// A hospital record out of its envelope: the document, or the reason why there is none.
struct RecordContent: Hashable, Sendable {
    enum Format: Sendable { case fhir, hl7v2 }

    var bytes: [UInt8]
    var format: Format
    /// What it came in; nil for a bare document.
    var envelope: CloudEvent?

    /// The system that sent it, as its envelope says.
    var origin: String? { envelope?.source }
    /// What the envelope says it is; nil without one.
    var eventType: EventType? { envelope?.type }

    init(_ message: Message, maximumBytes: Int) throws(Refusal) {
        guard let value = message.value else { throw RecordContent.noData }
        guard value.count <= maximumBytes else {
            throw Refusal(code: "too-large", message: "the record is larger than \(maximumBytes) bytes")
        }
        var contentType = message.header("content-type")
        (bytes, format) = (value, .fhir)
        if CloudEvent.isPresent(in: message) {
            let event: CloudEvent
            do throws(EnvelopeError) {
                event = try CloudEvent(message)
            } catch {
                throw Refusal(code: error.code.rawValue, message: "envelope attribute \(error.attribute)")
            }
            guard let data = event.data else { throw RecordContent.noData }
            (bytes, contentType, envelope) = (data, event.contentType, event)
        }
        format = try RecordContent.format(of: bytes, contentType: contentType?.lowercased() ?? "")
    }

    private static let noData = Refusal(code: "no-data", message: "the record has no value")

    private static func format(of bytes: [UInt8], contentType: String) throws(Refusal) -> Format {
        guard !bytes.isEmpty else { throw noData }
        // What nearly every record is.
        if contentType == "application/fhir+json", bytes.first == UInt8(ascii: "{") { return .fhir }
        if contentType.contains("hl7-v2") || HL7Record.isLikely(bytes) { return .hl7v2 }
        if contentType.contains("xml") || bytes.first(where: { !isSpace($0) }) == UInt8(ascii: "<") {
            throw Refusal(code: "xml-not-supported", message: "FHIR is read as JSON only")
        }
        return .fhir
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
