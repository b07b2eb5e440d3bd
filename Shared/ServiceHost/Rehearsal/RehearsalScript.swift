import EventContracts
public import EventLog
public import Foundation

/// Records for a rehearsal, in a file: what is settled before the time is taken, then what is measured.
public struct RehearsalScript: Codable, Hashable, Sendable {
    /// One record as text: records of a rehearsal are JSON with plain headers.
    private struct Line: Codable, Hashable, Sendable {
        var topic: String
        var key: String
        var value: String
        var headers: [String: String]
    }

    /// How many partitions every topic has; the records' keys decide where each goes.
    public var partitions: Int
    private var settled: [Line]
    private var measured: [Line]

    /// Whatever partition a record names is forgotten: another number of partitions places it anew.
    public init(partitions: Int, settled: [OutgoingRecord], measured: [OutgoingRecord]) {
        self.partitions = partitions
        (self.settled, self.measured) = (settled.map(RehearsalScript.line), measured.map(RehearsalScript.line))
    }

    /// Throws what reading or decoding throws.
    public init(at file: URL) throws {
        self = try JSONDecoder().decode(RehearsalScript.self, from: Data(contentsOf: file))
    }

    /// Throws what writing throws.
    public func write(to file: URL) throws { try JSONEncoder().encode(self).write(to: file) }

    /// Applied before the time is taken.
    public var settledRecords: [OutgoingRecord] { settled.map(RehearsalScript.record) }
    /// Applied while the time is taken.
    public var measuredRecords: [OutgoingRecord] { measured.map(RehearsalScript.record) }

    private static func line(_ record: OutgoingRecord) -> Line {
        func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
        return Line(
            topic: record.topic.rawValue, key: text(record.message.key), value: text(record.message.value),
            headers: Dictionary(record.message.headers.map { ($0.name, text($0.value)) }) { $1 })
    }

    private static func record(_ line: Line) -> OutgoingRecord {
        let headers = line.headers.sorted { $0.key < $1.key }.map { Header($0.key, Array($0.value.utf8)) }
        return OutgoingRecord(
            topic: TopicName(rawValue: line.topic),
            message: Message(key: Array(line.key.utf8), value: Array(line.value.utf8), headers: headers))
    }
}

/// What a rehearsal took, and what the service said in it.
public struct RehearsalResult: Codable, Hashable, Sendable {
    /// One record that the service published and had acknowledged.
    public struct Output: Codable, Hashable, Sendable {
        public var topic: String
        public var type: String
        /// The event it follows from.
        public var cause: String
        /// The patient it is about.
        public var subject: String
    }

    /// From the append of the measured records to the acknowledgement of all that follows from them.
    public var seconds: Double
    /// Processor time of this process meanwhile.
    public var microseconds: Double
    public var outputs: [Output]
}
