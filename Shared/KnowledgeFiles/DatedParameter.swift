public import MedicationDomain

/// One number (or text, or truth) of the world outside, through the years, every value with its source.
///
/// It runs on two clocks: the day a value holds, and the day this rule set came to know it.
public struct DatedParameter<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What a question about a day before the first value gets.
    public enum BeforeFirst: String, Codable, Sendable, CaseIterable {
        case unknown, error
    }

    public let id: String
    public let description: String
    public let unit: ParameterUnit
    /// By first day, then by the day they became known; a later known value corrects the one before it.
    public let values: [CitedValue<Value>]
    public let beforeFirst: BeforeFirst
    /// Past this day results say that nobody has looked at the value lately.
    public let reviewBy: CalendarDay

    /// The keys of a parameter in a file.
    public static var keys: [String] { ["id", "description", "unit", "values", "before-first", "review-by"] }

    /// Reads a parameter whose values have a shape of their own.
    ///
    /// - Throws: `KnowledgeError` with the line, among others for a unit other than `expected`.
    public init(
        _ node: KnowledgeNode, unit expected: ParameterUnit? = nil, value read: (KnowledgeNode) throws -> Value
    ) throws {
        let fields = try node.mapping(allowed: DatedParameter.keys + ["version"])
        id = try fields.string("id")
        description = try fields.string("description")
        let unitNode = try fields.required("unit")
        unit = try unitNode.choice(code: .unknownUnit)
        if let expected, expected != unit {
            throw unitNode.error(.unitMismatch, "\(id) is needed in \(expected.rawValue), not in \(unit.rawValue)")
        }
        let nodes = try fields.list("values")
        guard !nodes.isEmpty else {
            throw try fields.required("values").error(.emptyValue, "at least one value is needed")
        }
        values = try nodes.map { try CitedValue($0, value: read) }
        beforeFirst = try fields.choice("before-first")
        reviewBy = try fields.day("review-by")
        try DatedParameter.checkDates(values, nodes)
    }

    /// The value that holds on a day, as the rule set knows it, or knew it at an earlier time.
    ///
    /// Nil before the first value and in a gap, which is where a value's `to` ends it before the next begins.
    public func value(on day: CalendarDay, knownAt: CalendarDay? = nil) -> CitedValue<Value>? {
        let begun = values.last { $0.from <= day && $0.isKnown(at: knownAt) }
        guard let begun, begun.to.map({ day <= $0 }) ?? true else { return nil }
        return begun
    }

    /// Like `value(on:knownAt:)`, but throws before the first value when the file says `before-first: error`.
    public func resolve(on day: CalendarDay, knownAt: CalendarDay? = nil) throws(ValueMissing) -> CitedValue<Value>? {
        let found = value(on: day, knownAt: knownAt)
        let hasBegun = values.contains { $0.from <= day && $0.isKnown(at: knownAt) }
        if found == nil, !hasBegun, beforeFirst == .error { throw ValueMissing(parameter: id, day: day) }
        return found
    }

    /// Whether the value should have been looked at again by then.
    public func isStale(on day: CalendarDay) -> Bool { day > reviewBy }

    private static func checkDates(_ values: [CitedValue<Value>], _ nodes: [KnowledgeNode]) throws {
        for index in values.indices.dropFirst() {
            let (earlier, later, node) = (values[index - 1], values[index], nodes[index])
            if later.from < earlier.from {
                throw node.error(
                    .dateOutOfOrder, "begins on \(later.from), before the value above it (\(earlier.from))")
            }
            if later.from == earlier.from {
                // The same day twice is a correction, and must say when it became known.
                guard let before = earlier.knownFrom, let after = later.knownFrom, before != after else {
                    throw node.error(.duplicateDate, "\(later.from) has a value already")
                }
                guard before < after else {
                    throw node.error(.dateOutOfOrder, "known from \(after), before the value it corrects (\(before))")
                }
            }
            // Of several corrections of one day only the last one speaks.
            let before = values[..<index].last { $0.from < later.from }
            if let overlapped = before, (overlapped.to ?? overlapped.from) >= later.from {
                throw node.error(
                    .overlappingDates, "begins on \(later.from), while the value from \(overlapped.from) still holds")
            }
        }
    }
}

extension DatedParameter where Value: ParameterValue {
    /// Reads a parameter with plain values.
    public init(_ node: KnowledgeNode, unit expected: ParameterUnit? = nil) throws {
        try self.init(node, unit: expected, value: Value.read)
        guard Value.fits(unit) else {
            let unitNode = try node.mapping(allowed: DatedParameter.keys + ["version"]).required("unit")
            throw unitNode.error(.unitMismatch, "\(id): values of this kind are not given in \(unit.rawValue)")
        }
    }
}

/// A question about a day before the first value of a parameter that allows none.
public struct ValueMissing: Error, Hashable, CustomStringConvertible {
    public let parameter: String
    public let day: CalendarDay
    public var description: String { "\(parameter) has no value on \(day): its first one begins later" }
}
