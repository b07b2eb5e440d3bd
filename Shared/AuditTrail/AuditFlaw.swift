/// What is wrong with a chain, and where it begins to be.
public struct AuditFlaw: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable {
        /// Document, hash or place of the record, or of what came before it, is not what was written.
        case altered
        /// A record that must stand here does not.
        case missing
        /// The chain ends earlier than somebody else has seen it end.
        case truncated
        /// What stands here is no audit record at all.
        case unreadable
    }

    public let kind: Kind
    /// Nil when the record does not say to which chain it belongs.
    public let chain: String?
    /// The first record that is bad or not there.
    public let sequence: Int64
    public let detail: String

    init(_ kind: Kind, chain: String?, sequence: Int64, _ detail: String) {
        (self.kind, self.chain, self.sequence, self.detail) = (kind, chain, sequence, detail)
    }

    public var description: String {
        "record \(sequence) of chain \(chain ?? "unknown") is \(kind.rawValue): \(detail)"
    }
}
