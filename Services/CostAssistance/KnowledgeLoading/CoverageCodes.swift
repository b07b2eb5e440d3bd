import KnowledgeFiles

extension CoverageKinds {
    /// Reads `coverage-codes.yaml`.
    static func read(_ document: KnowledgeNode) throws -> CoverageKinds {
        let fields = try document.mapping(allowed: ["version", "systems", "evidence", "cite"])
        _ = (try fields.citations(), try fields.evidence())
        var systems: [System] = []
        for node in try fields.list("systems") {
            let system = try node.mapping(allowed: ["urls", "hierarchical", "kinds"])
            var kinds: [String: Insurance] = [:]
            for entry in try system.required("kinds").entries() {
                kinds[entry.key] = try entry.value.choice(Insurance.self)
            }
            systems.append(
                System(
                    urls: try system.strings("urls"), isHierarchical: try system.boolean("hierarchical"), kinds: kinds))
        }
        return CoverageKinds(systems: systems)
    }
}
