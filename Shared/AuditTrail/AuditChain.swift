import Crypto

/// A chain of audit records: each carries the hash of everything before it, so that nothing can be changed, taken out,
/// put in or moved without every later hash becoming wrong.
public enum AuditChain {
    /// What stands before the first record; it follows from the chain's name.
    public static func genesis(of chain: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("titrate audit chain v1\n\(chain)".utf8)))
    }

    /// `SHA-256(previous ‖ document)`, over the bytes as they are kept and published.
    public static func hash(after previous: [UInt8], _ document: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: document)
        return Array(hash.finalize())
    }

    /// In hexadecimal, as it stands in a record's header.
    public static func text(_ hash: [UInt8]) -> String {
        hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Where a record stands: which chain, and the how-manieth of it, counted from 1.
public struct AuditPlace: Hashable, Sendable {
    public let chain: String
    public let sequence: Int64

    public init(chain: String, sequence: Int64) { (self.chain, self.sequence) = (chain, sequence) }

    /// The id of the AuditEvent, which is hashed with it.
    public var id: String { "\(chain).\(sequence)" }

    init?(id: String) {
        guard let dot = id.lastIndex(of: "."), let sequence = Int64(id[id.index(after: dot)...]),
            String(sequence) == id[id.index(after: dot)...]
        else { return nil }
        self.init(chain: String(id[..<dot]), sequence: sequence)
    }
}

/// A link of a chain.
public struct AuditRecord: Hashable, Sendable {
    public let place: AuditPlace
    /// A FHIR R4 AuditEvent, exactly as it was hashed.
    public let document: [UInt8]
    public let hash: [UInt8]

    public init(place: AuditPlace, document: [UInt8], hash: [UInt8]) {
        (self.place, self.document, self.hash) = (place, document, hash)
    }
}
