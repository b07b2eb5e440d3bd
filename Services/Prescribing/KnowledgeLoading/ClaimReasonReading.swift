import EventContracts
import KnowledgeFiles

extension CodeReading {
    /// Reads `claim-reasons.yaml`.
    static func claimReasons(_ root: KnowledgeNode) throws -> ClaimReasonCodes {
        var result = ClaimReasonCodes()
        for node in try root.mapping(allowed: ["version", "lists"]).list("lists") {
            let fields = try node.mapping(allowed: ["description", "systems", "codes", "evidence", "cite"])
            _ = (try fields.string("description"), try fields.evidence(), try fields.citations())
            let systems = try fields.strings("systems")
            for entry in try fields.list("codes") {
                let meaning = try meaning(entry)
                for code in try entry.mapping(allowed: ["code", "reason", "effect"]).strings("code") {
                    for system in systems where !result.add(meaning, system: system, code: code) {
                        throw entry.error(.duplicateEntry, "code \(code) is given twice")
                    }
                }
            }
        }
        return result
    }

    private enum Effect: String, CaseIterable { case paid, restricts, rejects }

    private static func meaning(_ entry: KnowledgeNode) throws -> ClaimReasonCodes.Meaning {
        let fields = try entry.mapping(allowed: ["code", "reason", "effect"])
        let effect = try fields.optionalChoice("effect", Effect.self) ?? .rejects
        guard effect != .paid else { return .paid }
        let kind: ClaimReason.Kind = try fields.choice("reason")
        guard kind != .unrecognized else {
            throw try fields.required("reason").error(.notAllowed, "a code that is listed is recognised")
        }
        return effect == .restricts ? .restricted(kind) : .rejected(kind)
    }
}
