public import EventContracts
public import EventLog
import FHIRModels
import MedicationDomain

/// Audit records on `gateway.audit.v1`: the value is the AuditEvent exactly as it was hashed, the hash is a header. The
/// key is the chain, so that one partition has it in order.
extension AuditRecord {
    public static let eventType: EventType = "org.titrate.audit.recorded.v1"
    static let hashHeader = "ce_audithash"

    /// The record for the topic; sent again, it is the same to the byte.
    public var outgoing: OutgoingRecord {
        let event = CloudEvent(
            id: place.id, source: ServiceName.gateway.source, type: AuditRecord.eventType,
            time: (try? JSONValue(parsing: document))?["recorded"]?.text.flatMap { Instant($0) },
            entityID: EntityID(place.chain), revision: Int(place.sequence), contentType: "application/fhir+json",
            data: document)
        var message = event.message(key: Array(place.chain.utf8))
        message.headers.append(Header(AuditRecord.hashHeader, AuditChain.text(hash)))
        return OutgoingRecord(topic: .audit, message: message)
    }

    /// Reads it back; nil when the message lacks what makes it an audit record.
    public init?(_ message: Message) {
        guard let event = try? CloudEvent(message), event.type == AuditRecord.eventType,
            let chain = event.entityID?.rawValue, let sequence = event.revision, let data = event.data,
            let text = message.header(AuditRecord.hashHeader), let hash = AuditRecord.bytes(text)
        else { return nil }
        self.init(place: AuditPlace(chain: chain, sequence: Int64(sequence)), document: data, hash: hash)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
