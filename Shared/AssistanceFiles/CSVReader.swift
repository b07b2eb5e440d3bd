/// One record of a CSV file, or what is wrong with it.
package struct CSVRecord: Hashable, Sendable {
    package struct Problem: Hashable, Sendable {
        /// Counted from 1, as the header counts.
        package var column: Int
        package var text: String

        package init(column: Int, text: String) { (self.column, self.text) = (column, text) }
    }
    /// The line on which it begins, from 1.
    package var line: Int
    package var fields: [String]
    package var problem: Problem?
    /// The record as it stands in the file, for carrying over what cannot be read; cut off when it is too long.
    package var raw: [UInt8]
    /// False for a last record without an end of line: it may have been cut off in writing.
    package var isTerminated: Bool
    /// How many bytes of the file have been read when it ends.
    package var end: Int

    package init(
        line: Int, fields: [String], problem: Problem? = nil, raw: [UInt8], isTerminated: Bool, end: Int
    ) {
        (self.line, self.fields, self.problem) = (line, fields, problem)
        (self.raw, self.isTerminated, self.end) = (raw, isTerminated, end)
    }
}

/// Reads comma-separated values by RFC 4180, record by record, in little memory.
///
/// A record that breaks the rules is a problem with its column, and reading goes on with the next line.
package struct CSVReader {
    package static let maximumRecordBytes = 1 << 20
    /// Fields that a record may have; whoever reads sets it to what the header has. What goes beyond is not kept.
    package var mostFields = Int.max

    private let read: () throws -> [UInt8]
    private var chunk: [UInt8] = []
    private var index = 0
    private var taken = 0
    private var line = 1

    /// - Parameter read: the next bytes of the file; none at its end.
    package init(reading read: @escaping () throws -> [UInt8]) throws {
        self.read = read
        // A byte order mark is none of the first field.
        if try peek() == 0xEF, chunk.count >= index + 3, chunk[index + 1] == 0xBB, chunk[index + 2] == 0xBF {
            index += 3
            taken += 3
        }
    }

    private mutating func peek() throws -> UInt8? {
        if index == chunk.count {
            chunk = try read()
            index = 0
        }
        return index < chunk.count ? chunk[index] : nil
    }

    private mutating func take() throws -> UInt8? {
        guard let byte = try peek() else { return nil }
        index += 1
        taken += 1
        return byte
    }

    private enum State { case fieldStart, plain, quoted, quoteInQuoted, broken }

    /// The next record that is not an empty line; nil at the end.
    package mutating func next() throws -> CSVRecord? {
        var record = CSVRecord(line: line, fields: [], problem: nil, raw: [], isTerminated: true, end: 0)
        var field: [UInt8] = []
        var state = State.fieldStart
        while let byte = try take() {
            let isEnd = byte == 0x0A || byte == 0x0D
            if isEnd {
                if byte == 0x0D {
                    switch try peek() {
                    case 0x0A:
                        _ = try take()
                        if state == .quoted { field.append(0x0D) }
                    // Half an end of line: the file was cut off here.
                    case nil: record.isTerminated = false
                    default: break
                    }
                }
                line += 1
            }
            if isEnd, state != .quoted {
                guard !record.raw.isEmpty else {
                    record.line = line
                    continue
                }
                return finish(&record, field, state)
            }
            if record.raw.count < Self.maximumRecordBytes {
                record.raw.append(isEnd ? 0x0A : byte)
            } else if state != .broken {
                state = fail(&record, "the row is too long")
            }
            switch (state, byte) {
            case (.broken, _): break
            case (.quoted, 0x22): state = .quoteInQuoted
            case (.quoted, _): field.append(isEnd ? 0x0A : byte)
            case (.quoteInQuoted, 0x22):
                field.append(0x22)
                state = .quoted
            case (_, 0x2C):
                state = close(&record, &field) ? .fieldStart : .broken
            case (.quoteInQuoted, _): state = fail(&record, "text follows a closing quotation mark")
            case (.fieldStart, 0x22): state = .quoted
            case (.plain, 0x22): state = fail(&record, "a quotation mark stands inside a field without quotes")
            default:
                field.append(byte)
                state = .plain
            }
        }
        guard !record.raw.isEmpty else { return nil }
        record.isTerminated = false
        if state == .quoted { state = fail(&record, "a quotation mark is not closed") }
        return finish(&record, field, state)
    }

    private func fail(_ record: inout CSVRecord, _ text: String) -> State {
        record.problem = CSVRecord.Problem(column: record.fields.count + 1, text: text)
        return .broken
    }

    private func close(_ record: inout CSVRecord, _ field: inout [UInt8]) -> Bool {
        guard let text = String(validating: field, as: UTF8.self) else {
            _ = fail(&record, "is not UTF-8")
            return false
        }
        guard record.fields.count < mostFields else {
            _ = fail(&record, "there may be no more than \(mostFields)")
            return false
        }
        record.fields.append(text)
        field = []
        return true
    }

    private func finish(_ record: inout CSVRecord, _ field: [UInt8], _ state: State) -> CSVRecord {
        var field = field
        if state != .broken { _ = close(&record, &field) }
        record.end = taken
        return record
    }
}
