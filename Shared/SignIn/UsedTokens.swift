import MedicationDomain

/// Ids of tokens that may come once, kept until they expire.
actor UsedTokens {
    static let capacity = 100_000
    private var ends: [String: Instant] = [:]

    /// False when the id came before, or when there is no room to remember it: then nobody could tell.
    func note(_ id: String, of issuer: String, until end: Instant, at now: Instant) -> Bool {
        let key = "\(issuer)\n\(id)"
        if ends.count >= UsedTokens.capacity { ends = ends.filter { $0.value >= now } }
        guard ends[key] == nil, ends.count < UsedTokens.capacity else { return false }
        ends[key] = end
        return true
    }
}
