public import Foundation
public import MedicationDomain

/// A mapping whose keys were checked; asks for each value by key, required or optional.
public struct KnowledgeMapping: Sendable {
    /// Where the mapping stands.
    public let node: KnowledgeNode
    private let values: [String: KnowledgeNode]
    private let keys: [String: KnowledgeNode]

    init(node: KnowledgeNode, entries: [KnowledgeNode.Entry]) {
        self.node = node
        // Keys are unique: the YAML reader refused duplicates.
        values = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        keys = Dictionary(entries.map { ($0.key, $0.keyNode) }, uniquingKeysWith: { first, _ in first })
    }

    /// What stands under a key that must be there.
    public func required(_ key: String) throws -> KnowledgeNode {
        guard let value = values[key] else { throw node.error(.missingKey, "key \(quoted(key)) is missing") }
        guard !value.isNull else {
            throw keys[key, default: node].error(.emptyValue, "key \(quoted(key)) has no value")
        }
        return value
    }

    /// What stands under a key; nil when the key is absent or `null`.
    public func optional(_ key: String) -> KnowledgeNode? { values[key].flatMap { $0.isNull ? nil : $0 } }

    public func string(_ key: String) throws -> String { try required(key).string() }
    public func integer(_ key: String) throws -> Int { try required(key).integer() }
    public func double(_ key: String) throws -> Double { try required(key).double() }
    public func decimal(_ key: String) throws -> Decimal { try required(key).decimal() }
    public func boolean(_ key: String) throws -> Bool { try required(key).boolean() }
    public func day(_ key: String) throws -> CalendarDay { try required(key).day() }
    public func list(_ key: String) throws -> [KnowledgeNode] { try required(key).list() }
    public func strings(_ key: String) throws -> [String] { try required(key).strings() }
    public func mapping(_ key: String, allowed: [String]) throws -> KnowledgeMapping {
        try required(key).mapping(allowed: allowed)
    }
    public func choice<T: RawRepresentable & CaseIterable>(_ key: String, _ type: T.Type = T.self) throws -> T
    where T.RawValue == String { try required(key).choice(type) }

    public func optionalString(_ key: String) throws -> String? { try optional(key)?.string() }
    public func optionalInteger(_ key: String) throws -> Int? { try optional(key)?.integer() }
    public func optionalDouble(_ key: String) throws -> Double? { try optional(key)?.double() }
    public func optionalDecimal(_ key: String) throws -> Decimal? { try optional(key)?.decimal() }
    public func optionalBoolean(_ key: String) throws -> Bool? { try optional(key)?.boolean() }
    public func optionalDay(_ key: String) throws -> CalendarDay? { try optional(key)?.day() }
    public func optionalMapping(_ key: String, allowed: [String]) throws -> KnowledgeMapping? {
        try optional(key)?.mapping(allowed: allowed)
    }
    public func optionalChoice<T: RawRepresentable & CaseIterable>(_ key: String, _ type: T.Type = T.self) throws -> T?
    where T.RawValue == String { try optional(key)?.choice(type) }

    /// The elements of a list that may be left out: none then.
    public func optionalList(_ key: String) throws -> [KnowledgeNode] { try optional(key)?.list() ?? [] }
    public func optionalStrings(_ key: String) throws -> [String] { try optional(key)?.strings() ?? [] }
}
