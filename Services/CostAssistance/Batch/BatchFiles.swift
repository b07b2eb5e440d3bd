import AssistanceFiles
import Crypto
import Foundation

/// The files of a batch: what is asked, the answers so far, and the note that tells whose answers they are.
///
/// Answers grow in `OUT.part` and take their name when they are complete. Household data stands in them, so nobody but
/// the owner may read them.
struct BatchFiles {
    enum Problem: Error, CustomStringConvertible {
        case cannotRead, exists, cannotWrite, anotherRun
        var description: String {
            switch self {
            case .cannotRead: "the input cannot be read"
            case .exists: "the output is there already: name another one, or say --overwrite"
            case .cannotWrite: "the output cannot be written"
            case .anotherRun:
                "an unfinished output is there, of another input, day or rule set: go on as it began, or say --overwrite"
            }
        }
    }

    /// What must be the same for a run to go on.
    struct Note: Codable, Hashable {
        var inputHash: String
        var asOf: String
        var rules: String
        var header: [String]
    }

    static let chunkBytes = 1 << 16
    let input: URL
    let output: URL

    var part: URL { output.appendingPathExtension("part") }
    private var noteFile: URL { output.appendingPathExtension("part-note") }

    /// The input's size and what is in it.
    func survey() throws -> (bytes: Int, hash: String) {
        let handle = try open(input)
        var (hash, count) = (SHA256(), 0)
        while let data = try handle.read(upToCount: Self.chunkBytes), !data.isEmpty {
            hash.update(data: data)
            count += data.count
        }
        return (count, hash.finalize().map { String(format: "%02x", $0) }.joined())
    }

    func open(_ url: URL) throws -> FileHandle {
        guard let handle = try? FileHandle(forReadingFrom: url) else { throw Problem.cannotRead }
        return handle
    }

    func reader(of url: URL) throws -> CSVReader {
        let handle = try open(url)
        return try CSVReader { Array(try handle.read(upToCount: Self.chunkBytes) ?? Data()) }
    }

    /// The answers file, at its end, and how many rows stand in it already.
    ///
    /// A row that was cut off in writing is taken away, so every row is answered once.
    func begin(_ note: Note, overwrite: Bool) throws -> (file: FileHandle, rows: Int, bad: Int) {
        let files = FileManager.default
        if files.fileExists(atPath: output.path) {
            guard overwrite else { throw Problem.exists }
            try files.removeItem(at: output)
        }
        if files.fileExists(atPath: part.path) {
            if let standing = try? JSONDecoder().decode(Note.self, from: Data(contentsOf: noteFile)), standing == note {
                return try resume(note)
            }
            guard overwrite else { throw Problem.anotherRun }
        }
        try create(noteFile, try JSONEncoder().encode(note))
        try create(part, Data(CSVText.harmlessLine(note.header).utf8))
        let handle = try FileHandle(forWritingTo: part)
        try handle.seekToEnd()
        return (handle, 0, 0)
    }

    private func create(_ url: URL, _ data: Data) throws {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: url.path, contents: data, attributes: attributes) else {
            throw Problem.cannotWrite
        }
    }

    private func resume(_ note: Note) throws -> (file: FileHandle, rows: Int, bad: Int) {
        var (reader, rows, bad, end) = (try reader(of: part), 0, 0, 0)
        let outcome = note.header.firstIndex(of: BatchRow.trailing[0]) ?? 0
        var isHeader = true
        while let record = try reader.next(), record.isTerminated, record.problem == nil {
            guard record.fields.count == note.header.count else { throw Problem.anotherRun }
            if !isHeader {
                rows += 1
                if record.fields[outcome] == BatchRow.outcomes.bad { bad += 1 }
            }
            (isHeader, end) = (false, record.end)
        }
        let handle = try FileHandle(forWritingTo: part)
        try handle.truncate(atOffset: UInt64(end))
        try handle.seek(toOffset: UInt64(end))
        if isHeader { try handle.write(contentsOf: Data(CSVText.harmlessLine(note.header).utf8)) }
        return (handle, rows, bad)
    }

    /// The answers are complete and on the disk: they get their name.
    func finish(_ file: FileHandle) throws {
        try file.synchronize()
        try file.close()
        try FileManager.default.moveItem(at: part, to: output)
        try FileManager.default.removeItem(at: noteFile)
    }
}
