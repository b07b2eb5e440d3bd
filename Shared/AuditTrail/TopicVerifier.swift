public import EventContracts

/// Follows every chain that stands on the audit topic; a flaw in one does not hide the others.
public struct TopicVerifier: Sendable {
    public private(set) var chains: [String: ChainVerifier] = [:]
    /// The first flaw of each chain, and records that belong to none.
    public private(set) var flaws: [AuditFlaw] = []
    private var broken: Set<String> = []

    public init() {}

    /// Takes the records of one partition in their order.
    public mutating func take(_ message: Message, at offset: Int64) {
        guard let record = AuditRecord(message) else {
            flaws.append(AuditFlaw(.unreadable, chain: nil, sequence: 0, "offset \(offset) holds no audit record"))
            return
        }
        let chain = record.place.chain
        guard !broken.contains(chain) else { return }
        var verifier = chains[chain] ?? ChainVerifier(chain: chain)
        do throws(AuditFlaw) {
            try verifier.check(record)
        } catch {
            flaws.append(error)
            broken.insert(chain)
        }
        chains[chain] = verifier
    }
}
