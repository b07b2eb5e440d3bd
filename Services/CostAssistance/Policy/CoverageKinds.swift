/// What a coded type of coverage says about who pays.
struct CoverageKinds: Hashable, Sendable {
    struct System: Hashable, Sendable {
        var urls: [String]
        /// A code stands for all codes that begin with it.
        var isHierarchical: Bool
        var kinds: [String: Insurance]
    }
    var systems: [System]

    /// Nil for a code that says nothing of the kind.
    func kind(system: String?, code: String?) -> Insurance? {
        guard let url = system, let code, let found = systems.first(where: { $0.urls.contains(url) }) else {
            return nil
        }
        if let exact = found.kinds[code] { return exact }
        guard found.isHierarchical else { return nil }
        return found.kinds.filter { code.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }?.value
    }
}
