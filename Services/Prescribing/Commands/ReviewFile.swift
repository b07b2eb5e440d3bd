import Foundation

/// The documents of one file: the whole of it, batches of HL7 v2 among them, or one per line.
enum ReviewFile {
    static func documents(in bytes: [UInt8], named name: String) -> [(place: String, document: [UInt8])] {
        let newline = UInt8(ascii: "\n")
        let lines = bytes.split(separator: newline, omittingEmptySubsequences: false).enumerated()
            .map { (number: $0.offset + 1, bytes: Array($0.element)) }
            .filter { !$0.bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
        // NDJSON has a document on every line; a document over several lines leaves its first line open. A line that
        // cannot be read is one unreadable document, not a reason to read none.
        let first = lines.first?.bytes ?? []
        let isNDJSON = lines.count > 1 && first.first == UInt8(ascii: "{") && isClosed(first)
        guard isNDJSON else { return [(name, bytes)] }
        return lines.map { ("\(name):\($0.number)", $0.bytes) }
    }

    private static func isClosed(_ line: [UInt8]) -> Bool {
        line.last { $0 != 0x0D && $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "}")
    }

    /// The files that an argument names: itself, or what stands in the folder, in order of their paths.
    ///
    /// Hidden files are left out: they are an editor's or a file system's. Nil when there is none.
    static func files(named argument: String) -> [String]? {
        var isFolder: ObjCBool = false
        guard argument != "-", FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder),
            isFolder.boolValue
        else { return [argument] }
        let folder = URL(fileURLWithPath: argument, isDirectory: true)
        guard let paths = FileManager.default.subpaths(atPath: folder.path) else { return nil }
        let files = paths.sorted().filter { path in
            let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: folder.appending(path: path).path, isDirectory: &isFolder)
            return !isHidden && !(exists && isFolder.boolValue)
        }
        let start = argument.hasSuffix("/") ? argument : argument + "/"
        return files.isEmpty ? nil : files.map { start + $0 }
    }
}
