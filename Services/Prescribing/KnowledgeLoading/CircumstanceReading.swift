import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Reads the `when` of a rule.
enum CircumstanceReading {
    private static let keys = [
        "ways", "contexts", "age", "kidney", "weight", "as-needed", "unread", "conditions", "indications",
        "unless-indicated", "pregnant", "breastfeeding", "allergic", "forms", "pump-phases", "origins",
        "product-change", "one-unit-only", "response",
    ]

    static func circumstances(_ node: KnowledgeNode) throws -> RuleCircumstances {
        let when = try node.mapping(allowed: keys)
        return RuleCircumstances(
            contexts: try contexts(when, "contexts") ?? Set(TherapyContext.allCases),
            ways: Set(try when.list("ways").map { try $0.choice(DoseRule.Way.self) }),
            age: try when.optional("age").map(band), kidney: try when.optional("kidney").map(kidney),
            weight: try when.optional("weight").map(weight),
            asNeeded: try when.optionalBoolean("as-needed") ?? false, unread: try when.optionalChoice("unread"),
            conditions: try set(when, "conditions"), indications: try set(when, "indications"),
            unlessIndicated: try set(when, "unless-indicated"),
            isPregnant: try when.optionalBoolean("pregnant") ?? false,
            isBreastfeeding: try when.optionalBoolean("breastfeeding") ?? false,
            isAllergic: try when.optionalBoolean("allergic") ?? false, forms: try set(when, "forms"),
            pumpPhases: try set(when, "pump-phases"), origins: try set(when, "origins"),
            productChange: try when.optionalChoice("product-change"),
            isOneUnitOnly: try when.optionalBoolean("one-unit-only") ?? false,
            response: try when.optionalChoice("response"))
    }

    static func contexts(_ fields: KnowledgeMapping, _ key: String) throws -> Set<TherapyContext>? {
        guard let node = fields.optional(key) else { return nil }
        return Set(try node.list().map { try $0.choice(TherapyContext.self) })
    }

    private static func set<Choice: RawRepresentable & CaseIterable & Hashable>(
        _ fields: KnowledgeMapping, _ key: String
    ) throws -> Set<Choice> where Choice.RawValue == String {
        guard let node = fields.optional(key) else { return [] }
        let choices = Set(try node.list().map { try $0.choice(Choice.self) })
        guard !choices.isEmpty else { throw node.error(.emptyValue, "\(key) names at least one, or is left out") }
        return choices
    }

    private static func band(_ node: KnowledgeNode) throws -> DoseRule.Band {
        let fields = try node.mapping(allowed: ["at-least", "below", "or-unknown"])
        let (low, high) = (try fields.optionalDouble("at-least"), try fields.optionalDouble("below"))
        guard low != nil || high != nil, low ?? -.infinity < high ?? .infinity else {
            throw node.error(.invalid, "an interval needs an end, and its lower end below its upper one")
        }
        return DoseRule.Band(
            atLeast: low, below: high, includesUnknown: try fields.optionalBoolean("or-unknown") ?? false)
    }

    private enum KidneyState: String, CaseIterable {
        case dialysis, unknown
        case acuteInjury = "acute-injury"
    }

    private static func kidney(_ node: KnowledgeNode) throws -> DoseRule.Kidney {
        let fields = try node.mapping(allowed: ["egfr", "state"])
        if let state = try fields.optionalChoice("state", KidneyState.self) {
            switch state {
            case .dialysis: return .dialysis
            case .unknown: return .unknown
            case .acuteInjury: return .acuteInjury
            }
        }
        return .estimatedGFR(try band(try fields.required("egfr")))
    }

    private enum WeightState: String, CaseIterable { case unknown }

    private static func weight(_ node: KnowledgeNode) throws -> RuleCircumstances.Weight {
        let fields = try node.mapping(allowed: ["state", "at-least", "below"])
        if try fields.optionalChoice("state", WeightState.self) == .unknown { return .unknown }
        return .band(try band(node))
    }
}
