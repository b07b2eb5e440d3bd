import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Reads the dose rules.
enum RuleReading {
    static func rules(in documents: [KnowledgeNode]) throws -> [DoseRule] {
        var byID: [RuleID: DoseRule] = [:]
        var places: [(RuleID, KnowledgeNode)] = []
        for document in documents {
            let fields = try document.mapping(allowed: ["version", "rules"])
            let version = try fields.string("version")
            for node in try fields.list("rules") {
                let rule = try rule(node, version: version)
                guard byID.updateValue(rule, forKey: rule.reference.id) == nil else {
                    throw node.error(.duplicateEntry, "rule \(rule.reference.id) is given twice")
                }
                places.append((rule.reference.id, node))
            }
        }
        for (id, node) in places {
            for other in byID[id]?.supersedes ?? [] where byID[other] == nil {
                throw node.error(.unknownReference, "supersedes \(other), which is no rule")
            }
        }
        return byID.values.sorted { $0.reference.id < $1.reference.id }
    }

    private static let keys = [
        "id", "description", "check", "kind", "severity", "interruptive", "disposition", "holds-for", "when", "limits",
        "supersedes", "summary", "detail", "management", "management-under-way", "evidence", "cite",
    ]

    private static func rule(_ node: KnowledgeNode, version: String) throws -> DoseRule {
        let fields = try node.mapping(allowed: keys)
        let disposition: DoseRule.Disposition = try fields.choice("disposition")
        let holdsFor = try CircumstanceReading.contexts(fields, "holds-for")
        guard (disposition == .alert) == (holdsFor == nil) else {
            throw node.error(.invalid, "holds-for goes with hold and reject, and only with them")
        }
        let underWay = try fields.optionalStrings("management-under-way")
        if let holdsFor, holdsFor.count < TherapyContext.allCases.count, underWay.isEmpty {
            throw node.error(.missingKey, "management-under-way says what to do where nothing is held")
        }
        _ = try fields.string("description")
        return DoseRule(
            reference: RuleReference(
                id: RuleID(rawValue: try fields.string("id")), version: version, evidence: try fields.evidence(),
                citations: try fields.citations()),
            kind: try fields.choice("kind"), severity: try fields.choice("severity"),
            isInterruptive: try fields.boolean("interruptive"), disposition: disposition, holdsFor: holdsFor ?? [],
            when: try CircumstanceReading.circumstances(try fields.required("when")),
            limits: try fields.optionalList("limits").map(limit),
            supersedes: try fields.optionalStrings("supersedes").map { RuleID(rawValue: $0) },
            summary: try fields.string("summary"), detail: try fields.string("detail"),
            management: try fields.strings("management"), managementUnderWay: underWay,
            check: try fields.string("check"))
    }

    private static func limit(_ node: KnowledgeNode) throws -> DoseRule.Limit {
        let fields = try node.mapping(allowed: ["measure", "is", "unit", "values", "review-by"])
        let measure: DoseRule.Measure = try fields.choice("measure")
        let unit: ParameterUnit = try fields.required("unit").choice(code: .unknownUnit)
        guard let factor = measure.units[unit.rawValue] else {
            let allowed = measure.units.keys.sorted().joined(separator: " or ")
            throw try fields.required("unit").error(
                .unitMismatch, "\(measure.rawValue) is given in \(allowed), not in \(unit.rawValue)")
        }
        let values = try fields.list("values").map { node in try CitedValue(node) { try $0.double() } }
        guard !values.isEmpty else { throw node.error(.emptyValue, "at least one value is needed") }
        for (earlier, later) in zip(values, values.dropFirst()) where later.from <= earlier.to ?? earlier.from {
            throw node.error(.overlappingDates, "the value from \(later.from) begins before the one above it ends")
        }
        return DoseRule.Limit(
            measure: measure, comparison: try fields.choice("is"),
            number: DatedNumber(
                unit: unit.rawValue, values: values.map(DatedNumber.Value.init), reviewBy: try fields.day("review-by")),
            factor: factor)
    }
}
