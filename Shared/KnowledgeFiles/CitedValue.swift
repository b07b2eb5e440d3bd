public import MedicationDomain

/// A value with the days it holds, where it can be read, and how far it is backed.
public struct CitedValue<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    /// The first day it holds.
    public var from: CalendarDay
    /// The last day it holds; nil: until the next value, or for good.
    public var to: CalendarDay?
    public var citations: [Citation]
    public var evidence: EvidenceLevel
    /// The day the rule set first had it; nil: always.
    public var knownFrom: CalendarDay?

    public init(
        value: Value, from: CalendarDay, to: CalendarDay? = nil, citations: [Citation], evidence: EvidenceLevel,
        knownFrom: CalendarDay? = nil
    ) {
        (self.value, self.from, self.to) = (value, from, to)
        (self.citations, self.evidence, self.knownFrom) = (citations, evidence, knownFrom)
    }

    /// Reads `from`, `to`, `value`, `cite`, `evidence` and `known-from`.
    public init(_ node: KnowledgeNode, value read: (KnowledgeNode) throws -> Value) throws {
        let fields = try node.mapping(allowed: ["from", "to", "value", "cite", "known-from", "evidence"])
        value = try read(try fields.required("value"))
        from = try fields.day("from")
        to = try fields.optionalDay("to")
        citations = try fields.citations()
        evidence = try fields.evidence()
        knownFrom = try fields.optionalDay("known-from")
        if let to, to < from {
            throw try fields.required("to").error(.dateOutOfOrder, "ends on \(to), before it begins on \(from)")
        }
    }

    /// Whether the rule set had it on a day; nil asks for what it has now.
    func isKnown(at day: CalendarDay?) -> Bool {
        guard let day, let knownFrom else { return true }
        return knownFrom <= day
    }
}
