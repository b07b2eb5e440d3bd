import EventContracts
import EventLog
import Foundation

/// What may stand where in the records of a topic, as the wire contracts have it.
///
/// The patient's id is meant to be the key and `ce_subject`; `ce_entityid` names a resource or a finding, and with it
/// the patient where that is how the finding is told apart. A reply bears the names its asker gave to the question.
/// No other header of ours carries anything of a patient.
enum TopicPrivacy {
    /// The headers that are ours on a dead letter; all others are the sender's, unchanged.
    static func isReason(_ header: Header) -> Bool {
        header.name.hasPrefix("__streams.errors.") || reasons.contains(header.name)
    }

    private static let reasons: Set<String> = [
        "x-dlq-schema", "x-error-code", "x-error-message", "x-origin-topic", "x-origin-partition", "x-origin-offset",
        "x-service", "x-handler", "x-attempts", "x-first-failed-at", "x-retryable", "x-hospital-origin",
        "x-value-omitted", "x-omitted-topic", "x-omitted-bytes",
    ]

    /// What may stand in that header of a record of ours.
    static func allowed(in header: Header, of record: Record) -> Set<Canary> {
        switch header.name {
        case "ce_subject": isReply(record) ? names(ofAskers: record).union([.patient]) : [.patient]
        case "ce_entityid": [.patient, .order, .otherOrder]
        case "ce_correlationid", "ce_causationid": isReply(record) ? names(ofAskers: record) : []
        default: []
        }
    }

    private static func isReply(_ record: Record) -> Bool { record.topic.rawValue.hasSuffix(".replies.v1") }
    private static func names(ofAskers record: Record) -> Set<Canary> { [.junkQuestion, .correlation, .eventID] }

    /// Whether one of our programs wrote it: it says so, or it was posted to the gateway.
    static func isOurs(_ record: Record, posted: Set<[UInt8]>) -> Bool {
        if record.topic == .hospitalEvents {
            return record.message.value.map(posted.contains) == true && record.message.header("ce_source") == nil
        }
        return record.message.header("ce_source")?.hasPrefix("urn:titrate:") == true
    }

    /// Searches everything we put around the records of a topic, and what of the values nobody needs.
    static func search(
        _ records: [Record], of topic: TopicName, posted: Set<[UInt8]>, mayBeEmpty: Bool, into sinks: inout PrivacySinks
    ) {
        let isDeadLetters = topic.rawValue.hasSuffix(".dead-letters.v1")
        var around: [String: Data] = [:]
        var values = Data()
        for record in records where isDeadLetters || isOurs(record, posted: posted) {
            for header in record.message.headers where !isDeadLetters || isReason(header) {
                var text = Data("\(header.name)=".utf8) + Data(header.value ?? []) + Data("\n".utf8)
                for canary in allowed(in: header, of: record) { text = text.without(canary) }
                around[isDeadLetters ? "reasons" : "headers", default: Data()] += text
            }
            guard !isDeadLetters else { continue }
            around["traces", default: Data()] += Data("\(record.message.header("traceparent") ?? "-")\n".utf8)
            if topic != .hospitalEvents { values += Data(record.message.value ?? []) }
        }
        sinks.search(
            "\(topic) headers", around[isDeadLetters ? "reasons" : "headers"] ?? Data(), mayBeEmpty: mayBeEmpty)
        if !isDeadLetters {
            sinks.search("\(topic) traces", around["traces"] ?? Data(), mayBeEmpty: mayBeEmpty)
            sinks.search(
                "\(topic) values, for who the patient is", values,
                allowing: Set(Canary.allCases).subtracting(Canary.identity),
                mayBeEmpty: mayBeEmpty || topic == .hospitalEvents)
        }
        guard topic.rawValue.hasSuffix(".status.v1") else { return }
        let said = records.reduce(into: Data()) { $0 += Data($1.message.value ?? []) + Data($1.message.key ?? []) }
        sinks.search("\(topic) whole", said, mayBeEmpty: mayBeEmpty)
    }
}

extension Data {
    /// Without a word that is meant to be there.
    fileprivate func without(_ canary: Canary) -> Data {
        var rest = self
        while let range = rest.range(of: Data(canary.rawValue.utf8)) { rest.removeSubrange(range) }
        return rest
    }
}
