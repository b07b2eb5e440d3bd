import EventContracts
import KnowledgeFiles
import MedicationDomain
import ServiceRuntime

extension CaseRules {
    /// Reads `cases.yaml`.
    static func read(_ document: KnowledgeNode, programs: [Program], _ stamp: KnowledgeStamp) throws -> CaseRules {
        let fields = try document.mapping(allowed: [
            "version", "id", "severity", "submit-within-days", "ask-for-decision-days", "remind-before-days",
            "renew-before-days", "keep-ended-days", "management", "evidence", "cite",
        ])
        func days(_ key: String) throws -> Int {
            let days = try fields.integer(key)
            guard (0...3650).contains(days) else {
                throw try fields.required(key).error(.invalid, "\(key) is not a number of days up to ten years")
            }
            return days
        }
        return CaseRules(
            submitWithinDays: try days("submit-within-days"), askForDecisionDays: try days("ask-for-decision-days"),
            remindBeforeDays: try days("remind-before-days"), renewBeforeDays: try days("renew-before-days"),
            keepEndedDays: try days("keep-ended-days"), severity: try fields.choice("severity"),
            management: try fields.strings("management"),
            reference: RuleReference(
                id: RuleID(try fields.string("id")), version: stamp.version, evidence: try fields.evidence(),
                citations: try fields.citations()),
            programs: programs)
    }
}
