import EventContracts
import EventLog
import MedicationDomain

/// Records as bytes, for the outbox and for what waits: lengths and contents, nothing to parse twice.
enum RecordCodec {
    static func encode(_ records: [OutgoingRecord]) -> [UInt8] {
        // Mostly one large text: it is not to be moved as it grows.
        var writer = ByteWriter(capacity: records.reduce(64) { $0 + $1.byteCount + 12 + 8 * $1.message.headers.count })
        writer.write(UInt32(records.count))
        for record in records {
            writer.write(record.topic.rawValue)
            writer.write(UInt32(bitPattern: record.partition ?? -1))
            writer.write(record.message)
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws -> [OutgoingRecord] {
        var reader = ByteReader(bytes)
        return try reader.list { reader in
            let topic = TopicName(rawValue: try reader.text())
            let partition = Int32(bitPattern: try reader.number())
            return OutgoingRecord(
                topic: topic, partition: partition < 0 ? nil : partition, message: try reader.message())
        }
    }

    static func encode(_ record: Record) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(record.topic.rawValue)
        writer.write(UInt32(bitPattern: record.partition.partition))
        writer.write(UInt64(bitPattern: record.offset))
        writer.write(UInt64(bitPattern: record.timestamp.millisecondsSince1970))
        writer.write(record.message)
        return writer.bytes
    }

    static func decodeRecord(_ bytes: [UInt8]) throws -> Record {
        var reader = ByteReader(bytes)
        let topic = TopicName(rawValue: try reader.text())
        let partition = Int32(bitPattern: try reader.number())
        let offset = Int64(bitPattern: try reader.longNumber())
        let timestamp = Instant(millisecondsSince1970: Int64(bitPattern: try reader.longNumber()))
        return Record(
            partition: TopicPartition(topic, partition), offset: offset, timestamp: timestamp,
            message: try reader.message())
    }
}

/// A stored value is shorter than it says: the file is damaged.
struct DamagedBytes: Error {}

struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func write(_ number: UInt32) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    mutating func write(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    mutating func write(_ content: [UInt8]) {
        write(UInt32(content.count))
        bytes.append(contentsOf: content)
    }
    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
    /// Nil and empty are told apart.
    mutating func write(optional content: [UInt8]?) {
        guard let content else {
            write(UInt32.max)
            return
        }
        write(content)
    }
    mutating func write(_ message: Message) {
        write(optional: message.key)
        write(optional: message.value)
        write(UInt32(message.headers.count))
        for header in message.headers {
            write(header.name)
            write(optional: header.value)
        }
    }
}

struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number() throws -> UInt32 {
        guard position + 4 <= bytes.count else { throw DamagedBytes() }
        defer { position += 4 }
        return bytes.withUnsafeBytes {
            UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        }
    }
    mutating func longNumber() throws -> UInt64 {
        guard position + 8 <= bytes.count else { throw DamagedBytes() }
        defer { position += 8 }
        return bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        }
    }
    mutating func optionalContent() throws -> [UInt8]? {
        let length = try number()
        guard length != UInt32.max else { return nil }
        guard position + Int(length) <= bytes.count else { throw DamagedBytes() }
        defer { position += Int(length) }
        return Array(bytes[position..<position + Int(length)])
    }
    mutating func content() throws -> [UInt8] {
        guard let content = try optionalContent() else { throw DamagedBytes() }
        return content
    }
    mutating func text() throws -> String {
        guard let text = String(validating: try content(), as: UTF8.self) else { throw DamagedBytes() }
        return text
    }
    /// A count and so many elements. Room is made as they are read: a damaged count must not ask for all memory.
    mutating func list<Element>(_ element: (inout ByteReader) throws -> Element) throws -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try number()) { elements.append(try element(&self)) }
        return elements
    }

    mutating func message() throws -> Message {
        let key = try optionalContent()
        let value = try optionalContent()
        let headers = try list { Header(try $0.text(), try $0.optionalContent()) }
        return Message(key: key, value: value, headers: headers)
    }
}
