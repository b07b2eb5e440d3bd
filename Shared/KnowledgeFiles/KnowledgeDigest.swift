import Crypto
import Foundation

extension KnowledgeNode {
    /// SHA-256 over what stands here, hexadecimal; the order of keys, comments and layout do not count.
    ///
    /// A citation counts with what its short name stands for, so that a changed source is a changed text.
    public func digest(leavingOut keys: Set<String> = []) -> String {
        KnowledgeVersion.digest(of: [canonicalText(leavingOut: keys)])
    }

    /// Lengths keep the end of one text and the start of the next apart.
    private func canonicalText(leavingOut keys: Set<String> = []) -> String {
        switch content {
        case .scalar(let text, _): return "\(text.utf8.count):\(text)"
        case .sequence(let nodes): return "[" + nodes.map { $0.canonicalText() }.joined() + "]"
        case .mapping(let entries):
            let parts = entries.filter { !keys.contains($0.key) }.sorted { $0.key < $1.key }.map { entry in
                "\(entry.key.utf8.count):\(entry.key)" + (entry.citedSource ?? entry.value.canonicalText())
            }
            return "{" + parts.joined() + "}"
        }
    }
}

extension KnowledgeNode.Entry {
    /// Title and address of the source a citation names.
    fileprivate var citedSource: String? {
        guard key == "source", case .scalar(let name, _) = value.content, let source = value.origin.sources[name]
        else { return nil }
        return "\(source.title.utf8.count):\(source.title)\(source.href.utf8.count):\(source.href)"
    }
}

extension KnowledgeVersion {
    /// SHA-256 over texts in their order, hexadecimal.
    public static func digest(of texts: [String]) -> String {
        var hasher = SHA256()
        for text in texts { hasher.update(data: Data("\(text.utf8.count):\(text)".utf8)) }
        let digits = Array("0123456789abcdef")
        return String(hasher.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
