/// How big a knowledge file may be; what is bigger is refused with its line, before it takes memory or time.
public enum KnowledgeLimits {
    /// The largest file of the suite has a twentieth of it.
    public static let maximumFileBytes = 1024 * 1024
    /// Keys and lists inside each other.
    public static let maximumDepth = 32
    /// One text.
    public static let maximumScalarBytes = 64 * 1024
    /// Whole numbers and decimals: what is larger is a slip of the keyboard, and could not be reckoned with.
    public static let largestNumber = 1e12
    /// What an error repeats of the text it is about.
    static let quotedCharacters = 80
}

extension KnowledgeFile {
    /// Refuses what must not even be parsed: a file beyond all size, and one that repeats a part of itself by name.
    ///
    /// A few dozen aliases make billions of nodes of one line, and the YAML reader follows them wherever one is a key.
    /// The names are looked for in the whole text, whatever it is about: an alias needs an anchor of the same name.
    func checkBeforeReading() throws {
        guard text.utf8.count <= KnowledgeLimits.maximumFileBytes else {
            throw KnowledgeError(
                file: path, line: 1, column: 1, code: .tooLarge,
                message: "the file is larger than \(KnowledgeLimits.maximumFileBytes) bytes")
        }
        let anchors = Set(references(marked: UInt8(ascii: "&")).map(\.name))
        guard !anchors.isEmpty else { return }
        if let alias = references(marked: UInt8(ascii: "*")).first(where: { anchors.contains($0.name) }) {
            throw KnowledgeError(
                file: path, line: alias.line, column: alias.column, code: .aliasUsed,
                message: "aliases are not used here")
        }
    }

    private struct Reference {
        var name: String
        var line: Int
        var column: Int
    }

    /// Every place where the mark and a name may begin a token.
    private func references(marked mark: UInt8) -> [Reference] {
        var (found, line, lineStart): ([Reference], Int, Int) = ([], 1, 0)
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { (line, lineStart) = (line + 1, index + 1) }
            guard byte == mark, index == 0 || KnowledgeFile.endsToken(bytes[index - 1]) else { continue }
            let name = bytes[(index + 1)...].prefix(while: KnowledgeFile.isNamePart)
            guard !name.isEmpty else { continue }
            found.append(
                Reference(
                    name: String(decoding: name, as: UTF8.self), line: line, column: index - lineStart + 1))
        }
        return found
    }

    private static func endsToken(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x80 || "[]{},:?-\"'".utf8.contains(byte)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
