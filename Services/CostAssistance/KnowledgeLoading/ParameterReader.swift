import Foundation
import KnowledgeFiles
import MedicationDomain

/// Reads the files of dated numbers; one entry may stand for many states.
struct ParameterReader {
    private(set) var parameters: [String: Parameter] = [:]
    private(set) var units: [String: ParameterUnit] = [:]

    mutating func read(_ document: KnowledgeNode) throws {
        for node in try document.mapping(allowed: ["version", "parameters"]).list("parameters") {
            let entry = try node.mapping(allowed: ["states", "parameter", "brackets-of", "reviewed"])
            let root = try entry.required("parameter")
            let dated = try DatedParameter<DatedNumber>(root, value: DatedNumber.init)
            let keys = try root.mapping(allowed: DatedParameter<DatedNumber>.keys + ["version"])
            guard Decimal.fits(dated.unit) else {
                throw try keys.required("unit").error(
                    .unitMismatch, "\(dated.id): a number is not given in \(dated.unit.rawValue)")
            }
            let nodes = try keys.list("values")
            let values = try zip(dated.values, nodes).map { try Self.value($0, $1) }
            try Self.checkGaps(values, nodes)
            let bracketUnit = try entry.optionalChoice("brackets-of", ParameterUnit.self)
            guard values.allSatisfy({ $0.brackets.isEmpty == (bracketUnit == nil) }) else {
                throw node.error(.invalid, "\(dated.id): brackets and brackets-of go together, in every value")
            }
            let states = try entry.optionalStrings("states")
            guard dated.id.contains(LimitName.state) == !states.isEmpty else {
                throw node.error(.invalid, "\(dated.id): \(LimitName.state) and a list of states go together")
            }
            let reviews = try Reviews(first: dated.reviewBy, reviewed: entry)
            for id in Self.names(dated.id, states) {
                guard parameters[id] == nil else {
                    throw node.error(.duplicateEntry, "parameter \(id) is declared already")
                }
                parameters[id] =
                    Parameter(
                        id: id, description: dated.description, unit: dated.unit.rawValue,
                        bracketUnit: bracketUnit?.rawValue, values: values, reviews: reviews
                    ).worded
                units[id] = dated.unit
            }
        }
    }

    private static func value(_ cited: CitedValue<DatedNumber>, _ node: KnowledgeNode) throws -> Parameter.DatedValue {
        guard let knownFrom = cited.knownFrom else {
            throw node.error(.missingKey, "key \"known-from\" is missing: the day this rule set first had the value")
        }
        return Parameter.DatedValue(
            value: cited.value.number, brackets: cited.value.brackets, from: cited.from, to: cited.to,
            knownFrom: knownFrom, evidence: cited.evidence, citations: cited.citations, digest: node.digest())
    }

    /// A value may end without another; but days between two values that none of them covers are a slip.
    private static func checkGaps(_ values: [Parameter.DatedValue], _ nodes: [KnowledgeNode]) throws {
        for index in values.indices.dropFirst() {
            let next = values[index]
            guard let before = values[..<index].last(where: { $0.from < next.from }), let end = before.to else {
                continue
            }
            if end.adding(days: 1) < next.from {
                throw nodes[index].error(
                    .gapInDates, "begins on \(next.from), but the value before it ends on \(end)")
            }
        }
    }

    private static func names(_ pattern: String, _ states: [String]) -> [String] {
        let byState = states.isEmpty ? [pattern] : states.map { pattern.replacing(LimitName.state, with: $0) }
        guard pattern.contains(LimitName.parenthood) else { return byState }
        return byState.flatMap { id in LimitName.parenthoods.map { id.replacing(LimitName.parenthood, with: $0) } }
    }
}

/// A number, or a list of brackets.
private struct DatedNumber: Hashable, Sendable {
    var number: Decimal
    var brackets: [Parameter.Bracket] = []

    init(_ node: KnowledgeNode) throws {
        guard let nodes = try? node.list() else {
            number = try node.decimal()
            return
        }
        for (index, node) in nodes.enumerated() {
            let fields = try node.mapping(allowed: ["at-most", "value"])
            let bracket = Parameter.Bracket(
                atMost: try fields.optionalDecimal("at-most"), value: try fields.optionalDecimal("value"))
            let isLast = index == nodes.count - 1
            let isAbove = brackets.last?.atMost.map { lower in bracket.atMost.map { $0 > lower } ?? true } ?? true
            guard isAbove, (bracket.atMost == nil) == isLast else {
                throw node.error(.invalid, "brackets go upward, and only the last is without at-most")
            }
            brackets.append(bracket)
        }
        guard let first = brackets.first else { throw node.error(.emptyValue, "at least one bracket is needed") }
        number = first.value ?? 0
    }
}

extension Reviews {
    /// Reads `reviewed:`, the times someone has looked since.
    init(first: CalendarDay, reviewed fields: KnowledgeMapping) throws {
        self.init(first: first)
        for node in try fields.optionalList("reviewed") {
            let entry = try node.mapping(allowed: ["on", "review-by"])
            let review = Review(doneOn: try entry.day("on"), nextBy: try entry.day("review-by"))
            guard review.doneOn > later.last?.doneOn ?? CalendarDay(daysSince1970: 0), review.nextBy > review.doneOn
            else { throw node.error(.dateOutOfOrder, "reviews go by date, and the next one lies after each") }
            later.append(review)
        }
    }
}
