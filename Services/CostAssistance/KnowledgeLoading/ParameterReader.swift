import Foundation
import KnowledgeFiles
import MedicationDomain

/// Reads the files of dated numbers; one entry may stand for many states.
struct ParameterReader {
    private(set) var parameters: [String: Parameter] = [:]
    private(set) var units: [String: ParameterUnit] = [:]

    mutating func read(_ document: KnowledgeNode) throws {
        for node in try document.mapping(allowed: ["version", "parameters"]).list("parameters") {
            let entry = try node.mapping(allowed: ["states", "parameter"])
            let dated = try DatedParameter<Decimal>(try entry.required("parameter"))
            let states = try entry.optionalStrings("states")
            guard dated.id.contains(LimitName.state) == !states.isEmpty else {
                throw node.error(.invalid, "\(dated.id): \(LimitName.state) and a list of states go together")
            }
            for id in Self.names(dated.id, states) {
                guard parameters[id] == nil else {
                    throw node.error(.duplicateEntry, "parameter \(id) is declared already")
                }
                parameters[id] = Parameter(dated, id: id)
                units[id] = dated.unit
            }
        }
    }

    private static func names(_ pattern: String, _ states: [String]) -> [String] {
        let byState = states.isEmpty ? [pattern] : states.map { pattern.replacing(LimitName.state, with: $0) }
        guard pattern.contains(LimitName.parenthood) else { return byState }
        return byState.flatMap { id in LimitName.parenthoods.map { id.replacing(LimitName.parenthood, with: $0) } }
    }
}

extension Parameter {
    fileprivate init(_ dated: DatedParameter<Decimal>, id: String) {
        self.init(
            id: id, description: dated.description, unit: dated.unit.rawValue,
            values: dated.values.map {
                DatedValue(
                    value: $0.value, from: $0.from, to: $0.to, knownFrom: $0.knownFrom, evidence: $0.evidence,
                    citations: $0.citations)
            },
            reviewBy: dated.reviewBy)
    }
}
