import KnowledgeFiles
import MedicationDomain

/// Reads criteria; each is a mapping with exactly one key, and the keys are the whole vocabulary.
struct CriterionReader {
    static let vocabulary =
        ["all", "any", "income", "resources", "insurance", "medicare", "age", "state", "receives", "medicine"]
        + Circumstance.allCases.map(\.rawValue)

    let states: [String: USState]
    let units: [String: ParameterUnit]

    func criterion(_ node: KnowledgeNode) throws -> Criterion {
        _ = try node.mapping(allowed: Self.vocabulary)
        let entries = try node.entries()
        guard entries.count == 1, let entry = entries.first else {
            throw node.error(.invalid, "a criterion has exactly one key; put several under all: or any:")
        }
        let value = entry.value
        switch entry.key {
        case "all": return .all(try parts(value))
        case "any": return .any(try parts(value))
        case "income": return .income(try income(value))
        case "resources":
            let fields = try value.mapping(allowed: ["at-most"])
            return .resources(atMost: try limit(try fields.required("at-most"), unit: .usd))
        case "insurance": return .insurance(try nonEmpty(value).map { try $0.choice() })
        case "medicare": return .medicare(try value.boolean())
        case "age": return try age(value)
        case "state": return .state(try nonEmpty(value).map { try stateCode($0) })
        case "receives": return .receives(try nonEmpty(value).map { try $0.string() })
        case "medicine":
            let fields = try value.mapping(allowed: ["brand", "form"])
            let forms = try fields.optionalList("form").map { try $0.choice(MedicineForm.self) }
            return .medicine(brand: try fields.optionalBoolean("brand"), forms: forms)
        default:
            guard let circumstance = Circumstance(rawValue: entry.key) else {
                throw entry.keyNode.error(.unknownKey, "\"\(entry.key)\" is no criterion")
            }
            return .circumstance(circumstance, try value.boolean())
        }
    }

    private func parts(_ node: KnowledgeNode) throws -> [Criterion] { try nonEmpty(node).map { try criterion($0) } }

    private func nonEmpty(_ node: KnowledgeNode) throws -> [KnowledgeNode] {
        let nodes = try node.list()
        guard !nodes.isEmpty else { throw node.error(.emptyValue, "at least one is needed here") }
        return nodes
    }

    private func income(_ node: KnowledgeNode) throws -> IncomeTest {
        let keys = IncomeTest.Comparison.allCases.map(\.rawValue)
        let fields = try node.mapping(allowed: ["rule"] + keys)
        let given = IncomeTest.Comparison.allCases.filter { fields.optional($0.rawValue) != nil }
        guard given.count == 1, let comparison = given.first else {
            throw node.error(.invalid, "exactly one of \(keys.joined(separator: ", ")) is needed")
        }
        return IncomeTest(
            rule: try fields.choice("rule"), comparison: comparison,
            limit: try limit(try fields.required(comparison.rawValue), unit: .percent))
    }

    private func age(_ node: KnowledgeNode) throws -> Criterion {
        let fields = try node.mapping(allowed: ["at-least", "at-most"])
        let (low, high) = (try fields.optionalInteger("at-least"), try fields.optionalInteger("at-most"))
        guard low != nil || high != nil, low ?? 0 <= high ?? .max else {
            throw node.error(.invalid, "an age range needs at-least, at-most or both, in order")
        }
        return .age(atLeast: low, atMost: high)
    }

    private func stateCode(_ node: KnowledgeNode) throws -> String {
        let code = try node.string()
        guard states[code] != nil else { throw node.error(.unknownReference, "\"\(code)\" is no state") }
        return code
    }

    /// A limit must be a parameter of the right unit, under every name it can take.
    private func limit(_ node: KnowledgeNode, unit: ParameterUnit) throws -> LimitName {
        let name = LimitName(rawValue: try node.string())
        let prefix = name.rawValue.prefix { $0 != "{" }
        let known =
            name.rawValue.contains("{")
            ? units.filter { $0.key.hasPrefix(prefix) } : units.filter { $0.key == name.rawValue }
        guard !known.isEmpty else {
            throw node.error(.unknownReference, "parameter \"\(name.rawValue)\" is declared nowhere")
        }
        if let wrong = known.sorted(by: { $0.key < $1.key }).first(where: { $0.value != unit }) {
            throw node.error(
                .unitMismatch, "\(wrong.key) is needed in \(unit.rawValue), not in \(wrong.value.rawValue)")
        }
        return name
    }
}
