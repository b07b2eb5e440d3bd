import EventContracts
import KnowledgeFiles
import MedicationDomain

extension FailedSourceRule {
    init(_ node: KnowledgeNode, in place: FilePlace) throws {
        let fields = try node.mapping(allowed: ["id", "management", "conditions", "evidence", "cite"])
        var weights: [SourceReport.Condition: Weight] = [:]
        for node in try fields.list("conditions") {
            let entry = try node.mapping(allowed: ["condition", "severity", "interrupts"])
            let condition = try entry.choice("condition", SourceReport.Condition.self)
            let weight = Weight(
                severity: try entry.choice("severity", Severity.self), interrupts: try entry.boolean("interrupts"))
            guard condition != .reliable else { throw node.error(.notAllowed, "nothing is said of a reliable source") }
            guard weights.updateValue(weight, forKey: condition) == nil else {
                throw node.error(.duplicateEntry, "\"\(condition.rawValue)\" stands in another place already")
            }
        }
        self.init(
            reference: RuleReference(
                id: RuleID(try fields.string("id")), version: place.version, evidence: try fields.evidence(),
                citations: try fields.citations()),
            management: try fields.strings("management"), weights: weights)
        let missing = SourceReport.Condition.allCases.filter { $0 != .reliable && weights[$0] == nil }
        guard missing.isEmpty else {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            throw try fields.required("conditions").error(.missingKey, "a weight for \(names)")
        }
    }
}
