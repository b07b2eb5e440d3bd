import KnowledgeFiles
import MedicationDomain

/// The names a criterion may use.
struct CriterionWords {
    let states: [String: USState]
    let questions: [String: Questions.Question]
    let parameters: ParameterReader
}

/// Reads criteria; each is a mapping with exactly one key, and the keys are the whole vocabulary.
struct CriterionReader {
    static let vocabulary =
        [
            "all", "any", "income", "resources", "insurance", "medicare", "medicare-part", "age", "state", "receives",
            "medicine", "answer", "number", "as-of", "not-known",
        ] + Circumstance.allCases.map(\.rawValue)

    let words: CriterionWords
    /// How the programme counts income; nil: it does not.
    let income: IncomeBasis?

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
        case "medicare-part": return .medicarePart(try value.choice())
        case "age": return try age(value)
        case "state": return .state(try nonEmpty(value).map { try stateCode($0) })
        case "receives": return .receives(try nonEmpty(value).map { try $0.string() })
        case "medicine":
            let fields = try value.mapping(allowed: ["brand", "form"])
            let forms = try fields.optionalList("form").map { try $0.choice(MedicineForm.self) }
            return .medicine(brand: try fields.optionalBoolean("brand"), forms: forms)
        case "answer": return try answer(value)
        case "number": return try number(value)
        case "as-of": return try asOf(value)
        case "not-known":
            let fields = try value.mapping(allowed: ["settled-by", "because"])
            return .notKnown(settledBy: try fields.string("settled-by"), because: try fields.string("because"))
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
        let fields = try node.mapping(allowed: keys)
        let given = IncomeTest.Comparison.allCases.filter { fields.optional($0.rawValue) != nil }
        guard given.count == 1, let comparison = given.first else {
            throw node.error(.invalid, "exactly one of \(keys.joined(separator: ", ")) is needed")
        }
        guard let income else {
            throw node.error(.invalid, "the programme does not say how it counts income (income: rule, household …)")
        }
        guard comparison != .atLeast || income.hasFloor else {
            throw node.error(.invalid, "only a programme with floor: true may ask for a least income")
        }
        return IncomeTest(
            basis: income, comparison: comparison,
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

    private func asOf(_ node: KnowledgeNode) throws -> Criterion {
        let fields = try node.mapping(allowed: ["from", "to"])
        let (from, to) = (try fields.optionalDay("from"), try fields.optionalDay("to"))
        if from == nil, to == nil { throw node.error(.invalid, "from, to or both are needed") }
        if let from, let to, from > to { throw node.error(.dateOutOfOrder, "ends before it begins") }
        return .asOf(from: from, to: to)
    }

    private func answer(_ node: KnowledgeNode) throws -> Criterion {
        let fields = try node.mapping(allowed: ["question", "is"])
        let question = try question(try fields.required("question"))
        return .answer(
            question.id,
            oneOf: try nonEmpty(try fields.required("is")).map { node in
                let answer = try node.string()
                guard question.choices.contains(answer) else {
                    throw node.error(.unknownReference, "\"\(answer)\" is no answer to \"\(question.id)\"")
                }
                return answer
            })
    }

    private func number(_ node: KnowledgeNode) throws -> Criterion {
        let keys = NumberTest.Comparison.allCases.map(\.rawValue)
        let fields = try node.mapping(allowed: ["question"] + keys)
        let question = try question(try fields.required("question"))
        guard question.choices.isEmpty else { throw node.error(.invalid, "\"\(question.id)\" does not ask a number") }
        let given = NumberTest.Comparison.allCases.filter { fields.optional($0.rawValue) != nil }
        guard given.count == 1, let comparison = given.first else {
            throw node.error(.invalid, "exactly one of \(keys.joined(separator: ", ")) is needed")
        }
        let limit = try limit(try fields.required(comparison.rawValue), unit: nil)
        return .number(question.id, NumberTest(comparison: comparison, limit: limit))
    }

    private func question(_ node: KnowledgeNode) throws -> Questions.Question {
        let id = try node.string()
        guard let question = words.questions[id] else {
            throw node.error(.unknownReference, "question \"\(id)\" is declared nowhere")
        }
        return question
    }

    private func stateCode(_ node: KnowledgeNode) throws -> String {
        let code = try node.string()
        guard words.states[code] != nil else { throw node.error(.unknownReference, "\"\(code)\" is no state") }
        return code
    }

    /// A limit must be a plain parameter of the right unit, under every name it can take.
    private func limit(_ node: KnowledgeNode, unit: ParameterUnit?) throws -> LimitName {
        let name = LimitName(rawValue: try node.string())
        let prefix = name.rawValue.prefix { $0 != "{" }
        let units = words.parameters.units
        let known =
            name.rawValue.contains("{")
            ? units.filter { $0.key.hasPrefix(prefix) } : units.filter { $0.key == name.rawValue }
        guard !known.isEmpty else {
            throw node.error(.unknownReference, "parameter \"\(name.rawValue)\" is declared nowhere")
        }
        for (id, given) in known.sorted(by: { $0.key < $1.key }) {
            if let unit, given != unit {
                throw node.error(.unitMismatch, "\(id) is needed in \(unit.rawValue), not in \(given.rawValue)")
            }
            if words.parameters.parameters[id]?.bracketUnit != nil {
                throw node.error(.invalid, "\(id) has brackets and is no limit")
            }
        }
        return name
    }
}
