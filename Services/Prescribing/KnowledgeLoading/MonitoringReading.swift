import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Reads what is looked after, and when.
enum MonitoringReading {
    static func schedule(_ root: KnowledgeNode) throws -> MonitoringSchedule {
        let fields = try root.mapping(allowed: [
            "version", "severity", "severity-at-start", "evidence", "cite", "first-after", "then-every", "items",
        ])
        let items = try fields.list("items").map { node in
            let item = try node.mapping(allowed: ["item", "kinds", "conditions"])
            return MonitoringSchedule.Item(
                name: try item.string("item"),
                kinds: try item.optionalList("kinds").map { try $0.choice(ObservationEvent.Kind.self) },
                conditions: Set(try item.optionalList("conditions").map { try $0.choice(ConditionGroup.self) }))
        }
        guard !items.isEmpty else { throw root.error(.emptyValue, "nothing to look after") }
        return MonitoringSchedule(
            rule: RuleReference(
                id: RuleID(rawValue: JudgementPolicy.monitoringRule), version: try fields.string("version"),
                evidence: try fields.evidence(), citations: try fields.citations()),
            severity: try fields.choice("severity"),
            severityAtStart: try fields.choice("severity-at-start"), items: items,
            firstDays: try days(fields, "first-after"),
            repeatDays: try days(fields, "then-every"))
    }

    private static func days(_ fields: KnowledgeMapping, _ key: String) throws -> DatedNumber {
        let node = try fields.required(key)
        let parameter = try DatedParameter<Double>(node, unit: .day) { try $0.double() }
        guard parameter.values.allSatisfy({ $0.value >= 1 }) else {
            throw node.error(.invalid, "\(key) is at least a day")
        }
        return DatedNumber(
            unit: parameter.unit.rawValue, values: parameter.values.map(DatedNumber.Value.init),
            reviewBy: parameter.reviewBy)
    }
}
