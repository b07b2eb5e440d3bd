import KnowledgeFiles
import MedicationDomain

/// The parameters and rule texts of all knowledge files by id; one that nobody asks for is a misspelling and stops the load.
struct ParameterTable {
    private var parameters: [String: KnowledgeNode] = [:]
    private var rules: [String: KnowledgeNode] = [:]
    private var unread: [String: KnowledgeNode] = [:]
    let version: String

    init(_ folder: KnowledgeFolder) throws {
        version = folder.version.version
        for document in folder.documents {
            let fields = try document.mapping(allowed: ["version", "parameters", "rules"])
            for node in try fields.optionalList("parameters") {
                let keys = DatedParameter<Double>.keys
                try add(node, id: node.mapping(allowed: keys).string("id"), to: \.parameters)
            }
            for node in try fields.optionalList("rules") {
                let keys = ["id", "evidence", "cite", "management", "approved-by", "approved-on"]
                try add(node, id: node.mapping(allowed: keys).string("id"), to: \.rules)
            }
        }
    }

    private mutating func add(
        _ node: KnowledgeNode, id: String, to table: WritableKeyPath<ParameterTable, [String: KnowledgeNode]>
    ) throws {
        guard self[keyPath: table][id] == nil else { throw node.error(.duplicateEntry, "\(id) is declared twice") }
        self[keyPath: table][id] = node
        unread[id] = node
    }

    /// The newest value of a number.
    mutating func number(_ id: String, _ unit: ParameterUnit) throws -> Double {
        try newest(DatedParameter<Double>(try node(id, in: \.parameters), unit: unit), id)
    }

    /// A number that something is divided by or counted in.
    mutating func positive(_ id: String, _ unit: ParameterUnit) throws -> Double {
        let value = try number(id, unit)
        guard value > 0 else { throw try node(id, in: \.parameters).error(.invalid, "\(id) must be above zero") }
        return value
    }

    mutating func integer(_ id: String, _ unit: ParameterUnit) throws -> Int {
        try newest(DatedParameter<Int>(try node(id, in: \.parameters), unit: unit), id)
    }

    /// The newest value of a list.
    mutating func list<Value: Hashable & Sendable>(
        _ id: String, _ unit: ParameterUnit, of read: (KnowledgeNode) throws -> Value
    ) throws -> [Value] {
        let node = try node(id, in: \.parameters)
        return try newest(DatedParameter<[Value]>(node, unit: unit) { try $0.list().map(read) }, id)
    }

    /// A rule with its citations, and who signed it.
    mutating func rule(_ id: String) throws -> (text: RuleText, approvedBy: String?) {
        let fields = try node(id, in: \.rules).mapping(
            allowed: ["id", "evidence", "cite", "management", "approved-by", "approved-on"])
        let approved = try fields.optionalString("approved-by")
        if approved != nil { _ = try fields.day("approved-on") }
        let reference = RuleReference(
            id: RuleID(id), version: version, evidence: try fields.evidence(), citations: try fields.citations())
        return (RuleText(reference: reference, management: try fields.strings("management")), approved)
    }

    func finish() throws {
        if let (id, node) = unread.min(by: { $0.key < $1.key }) {
            throw node.error(.unknownReference, "\(id) is not a parameter or rule of this service")
        }
    }

    private mutating func node(
        _ id: String, in table: KeyPath<ParameterTable, [String: KnowledgeNode]>
    ) throws -> KnowledgeNode {
        guard let node = self[keyPath: table][id] else {
            throw KnowledgeError(file: "Knowledge", code: .missingKey, message: "\(id) is not in any file")
        }
        unread[id] = nil
        return node
    }

    private func newest<Value>(_ parameter: DatedParameter<Value>, _ id: String) throws -> Value {
        guard let value = parameter.values.last?.value else {
            throw KnowledgeError(file: "Knowledge", code: .emptyValue, message: "\(id) has no value")
        }
        return value
    }
}
