import CRDKafka
import EventContracts
import EventLog
import MedicationDomain

/// Records of one gathering, sorted by partition while their order within each is kept.
struct Gathering {
    private struct Source: Hashable {
        var topic: OpaquePointer?
        var partition: Int32
    }

    private var slots: [Source: Int] = [:]
    private var last: (source: Source, slot: Int)?
    private(set) var batches: [(partition: TopicPartition, records: [Record])] = []
    private(set) var recordCount = 0
    private(set) var byteCount = 0

    mutating func add(_ message: UnsafePointer<rd_kafka_message_t>) {
        let slot = slot(of: message)
        let record = Record(message, from: batches[slot].partition)
        recordCount += 1
        byteCount += record.byteCount
        batches[slot].records.append(record)
    }

    /// The records of that partition, which are taken out.
    mutating func take(_ partition: TopicPartition) -> [Record] {
        guard let slot = batches.firstIndex(where: { $0.partition == partition }) else { return [] }
        defer { batches[slot].records = [] }
        return batches[slot].records
    }

    /// Topics are compared by librdkafka's own pointer, which is stable while a gathering lasts.
    private mutating func slot(of message: UnsafePointer<rd_kafka_message_t>) -> Int {
        let source = Source(topic: message.pointee.rkt, partition: message.pointee.partition)
        if let last, last.source == source { return last.slot }
        let slot = slots[source] ?? batches.count
        if slot == batches.count {
            slots[source] = slot
            batches.append((TopicPartition(message), []))
        }
        last = (source, slot)
        return slot
    }
}

extension TopicPartition {
    init(_ message: UnsafePointer<rd_kafka_message_t>) {
        let name = message.pointee.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) } ?? ""
        self.init(TopicName(rawValue: name), message.pointee.partition)
    }
}

extension Record {
    /// Copies everything out: the message is destroyed after this.
    init(_ message: UnsafePointer<rd_kafka_message_t>, from partition: TopicPartition) {
        let content = message.pointee
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        // A record without a timestamp (formats of before Kafka 0.10) gets -1, which librdkafka says as well.
        let milliseconds = rd_kafka_message_timestamp(message, &kind)
        self.init(
            partition: partition, offset: content.offset,
            timestamp: Instant(millisecondsSince1970: milliseconds),
            message: Message(
                key: Self.bytes(content.key, content.key_len), value: Self.bytes(content.payload, content.len),
                headers: Self.headers(of: message)))
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }

    private static func headers(of message: UnsafePointer<rd_kafka_message_t>) -> [Header] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var headers: [Header] = []
        headers.reserveCapacity(rd_kafka_header_cnt(list))
        var (name, value, count) = (nil as UnsafePointer<CChar>?, nil as UnsafeRawPointer?, 0)
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &count) == RD_KAFKA_RESP_ERR_NO_ERROR {
            headers.append(Header(name.map { String(cString: $0) } ?? "", bytes(value, count)))
        }
        return headers
    }
}
