public import EventContracts
public import EventLog
import MedicationDomain

/// A refused record on its way to `<service>.dead-letters.v1`: its bytes and headers unchanged, the reason in headers
/// of ours and in those of Kafka Streams (KIP-1034), which other tools read.
public enum DeadLetter {
    public static let codeHeader = "x-error-code"
    public static let messageHeader = "x-error-message"
    static let originTopicHeader = "x-origin-topic"
    static let originPartitionHeader = "x-origin-partition"
    static let originOffsetHeader = "x-origin-offset"
    /// On forwarded records: where the hospital's own record stands, as `topic/partition/offset`.
    static let hospitalOriginHeader = "x-hospital-origin"
    static let messageLimit = 500

    public static func record(
        for record: Record, refusedBy service: ServiceName, handler: String, because refusal: Refusal,
        attempts: Int = 1, partition: Int32
    ) -> OutgoingRecord {
        var message = record.message
        let text = String(refusal.message.prefix(messageLimit))
        let topic = record.topic.rawValue
        let number = String(record.partition.partition)
        let offset = String(record.offset)
        message.headers += [
            Header("x-dlq-schema", "1"),
            Header(codeHeader, refusal.code),
            Header(messageHeader, text),
            Header(originTopicHeader, topic),
            Header(originPartitionHeader, number),
            Header(originOffsetHeader, offset),
            Header("x-service", service.rawValue),
            Header("x-handler", handler),
            Header("x-attempts", String(attempts)),
            Header("x-first-failed-at", record.timestamp.description),
            Header("x-retryable", "false"),
            Header("__streams.errors.exception", refusal.code),
            Header("__streams.errors.message", text),
            Header("__streams.errors.topic", topic),
            Header("__streams.errors.partition", number),
            Header("__streams.errors.offset", offset),
        ]
        return OutgoingRecord(topic: .deadLetters(of: service), partition: partition, message: message)
    }

    /// What the log would not take, as a letter that it will: envelope and reasons, without the value. Where the record
    /// came from stands in its headers, so its bytes are found there.
    static func withoutValue(_ record: OutgoingRecord, of service: ServiceName, because code: String) -> OutgoingRecord
    {
        let kept = record.message.headers.filter { $0.name.utf8.count + ($0.value?.count ?? 0) < 2048 }.prefix(64)
        var message = Message(key: record.message.key, value: nil, headers: Array(kept))
        message.headers += [
            Header("x-value-omitted", code), Header("x-omitted-topic", record.topic.rawValue),
            Header("x-omitted-bytes", String(record.message.value?.count ?? 0)),
        ]
        if record.topic != .deadLetters(of: service) {
            message.headers += [Header("x-dlq-schema", "1"), Header(codeHeader, "not-published")]
        }
        return OutgoingRecord(topic: .deadLetters(of: service), partition: record.partition, message: message)
    }

    /// Where a dead letter came from; nil when the record is none of ours.
    static func origin(of message: Message) -> String? {
        guard let topic = message.header(originTopicHeader), let partition = message.header(originPartitionHeader),
            let offset = message.header(originOffsetHeader)
        else { return nil }
        return "\(topic)/\(partition)/\(offset)"
    }

    /// The place of the hospital's own record that the refused one was made of; nil when it was refused as it came.
    static func hospitalOrigin(of message: Message) -> (place: TopicPartition, offset: Int64)? {
        let parts = message.header(hospitalOriginHeader)?.split(separator: "/") ?? []
        guard parts.count == 3, let partition = Int32(parts[1]), let offset = Int64(parts[2]) else { return nil }
        return (TopicPartition(TopicName(rawValue: String(parts[0])), partition), offset)
    }

    /// The same letter with the content of the hospital's own record: bytes unchanged is what was promised.
    static func restoring(_ original: Message, in letter: OutgoingRecord) -> OutgoingRecord {
        let reasons = letter.message.headers.filter {
            ($0.name.hasPrefix("x-") && $0.name != hospitalOriginHeader) || $0.name.hasPrefix("__streams.errors.")
        }
        let message = Message(key: original.key, value: original.value, headers: original.headers + reasons)
        return OutgoingRecord(topic: letter.topic, partition: letter.partition, message: message)
    }
}
