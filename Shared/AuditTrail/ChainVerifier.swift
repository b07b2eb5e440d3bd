/// Follows one chain from its beginning, record by record.
public struct ChainVerifier: Sendable {
    public let chain: String
    /// Hashes of what was found good, the first record's first.
    public private(set) var hashes: [[UInt8]] = []

    public init(chain: String) { self.chain = chain }

    /// How many records were found good.
    public var count: Int64 { Int64(hashes.count) }

    /// Throws the flaw that begins here. A record that was seen before, to the byte, is a repeat and no flaw.
    public mutating func check(_ record: AuditRecord) throws(AuditFlaw) {
        let next = count + 1
        let place = record.place
        guard place.chain == chain else { throw flaw(.altered, next, "it names another chain") }
        guard place.sequence >= 1 else { throw flaw(.altered, next, "\(place.sequence) is no place in a chain") }
        guard place.sequence <= next else { throw flaw(.missing, next, "record \(place.sequence) stands in its place") }
        let index = Int(place.sequence) - 1
        let previous = index == 0 ? AuditChain.genesis(of: chain) : hashes[index - 1]
        guard AuditDocument.place(in: record.document) == place else {
            throw flaw(.altered, place.sequence, "its document says it stands elsewhere")
        }
        guard AuditChain.hash(after: previous, record.document) == record.hash else {
            throw flaw(.altered, place.sequence, "its hash does not follow from what stands there")
        }
        guard place.sequence == next else {
            guard hashes[index] == record.hash else {
                throw flaw(.altered, place.sequence, "it stands twice and differs")
            }
            return
        }
        hashes.append(record.hash)
    }

    /// Throws when another's account of the same chain differs, or goes further than this one.
    public func compare(with other: ChainVerifier, calledOther name: String) throws(AuditFlaw) {
        for (index, (own, others)) in zip(hashes, other.hashes).enumerated() where own != others {
            throw flaw(.altered, Int64(index) + 1, "\(name) has another record there")
        }
        guard other.count <= count else { throw flaw(.truncated, count + 1, "\(name) has \(other.count) records") }
    }

    private func flaw(_ kind: AuditFlaw.Kind, _ sequence: Int64, _ detail: String) -> AuditFlaw {
        AuditFlaw(kind, chain: chain, sequence: sequence, detail)
    }
}
