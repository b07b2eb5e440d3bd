import Crypto
import Foundation

/// Which knowledge a verdict stands on.
public struct KnowledgeVersion: Hashable, Codable, Sendable {
    /// The newest `version:` among the files; without any, the first twelve digits of the hash.
    public let version: String
    /// SHA-256 over names and contents of all files in order, hexadecimal; test cases do not count.
    public let hash: String

    public init(version: String, hash: String) { (self.version, self.hash) = (version, hash) }

    init(of files: [KnowledgeFile], declared: [String]) {
        var hasher = SHA256()
        for file in files.sorted(by: { $0.name < $1.name }) {
            // Lengths keep the end of one text and the start of the next apart.
            for part in [file.name, file.text] {
                hasher.update(data: Data("\(part.utf8.count):".utf8))
                hasher.update(data: Data(part.utf8))
            }
        }
        let digits = Array("0123456789abcdef")
        hash = String(hasher.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        version = declared.max(by: KnowledgeVersion.isOlder) ?? String(hash.prefix(12))
    }

    /// Compares number by number, so that 1.10 is newer than 1.9 and 2026-11-21 newer than 2026-2-1.
    static func isOlder(_ left: String, _ right: String) -> Bool {
        let (left, right) = (numbers(left), numbers(right))
        return left.lexicographicallyPrecedes(right)
    }

    private static func numbers(_ text: String) -> [Int] {
        text.split { !$0.isASCII || !$0.isNumber }.map { Int($0) ?? .max }
    }
}
