import EventContracts
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// One case of a `.cases.yaml`: facts in, expected results out.
struct AssistanceCase: CustomTestStringConvertible, Sendable {
    var name: String
    var request: AssistanceRequest
    var output: [String: AssistanceOption.Result]
    var missing: [String: [String]]
    /// Parameters that must have been used, with the day their value took effect.
    var explain: [String: CalendarDay]

    var testDescription: String { name }

    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["name", "as-of", "input", "output", "missing", "explain"])
        name = try fields.string("name")
        request = try Self.request(try fields.required("input"), asOf: try fields.day("as-of"))
        output = [:]
        for entry in try fields.required("output").entries() { output[entry.key] = try entry.value.choice() }
        missing = [:]
        for entry in try fields.optional("missing")?.entries() ?? [] {
            missing[entry.key] = try entry.value.strings()
        }
        explain = [:]
        for entry in try fields.optional("explain")?.entries() ?? [] { explain[entry.key] = try entry.value.day() }
    }

    private static func request(_ node: KnowledgeNode, asOf day: CalendarDay) throws -> AssistanceRequest {
        let kinds = ["wages", "pension", "ssi"]
        let fields = try node.mapping(
            allowed: [
                "state", "household", "spouse", "annual-income", "frequency", "age", "disabled", "pregnant", "parent",
                "insurance", "medicare", "resources", "medication",
            ] + kinds)
        func money(_ key: String) throws -> Money? {
            try fields.optionalDecimal(key).map { Money(amount: $0.plainText) }
        }
        let frequency = try fields.optionalString("frequency") ?? "yearly"
        let items = try kinds.compactMap { kind in
            try money(kind).map { AssistanceRequest.IncomeItem(kind: kind, amount: $0, frequency: frequency) }
        }
        return AssistanceRequest(
            asOf: day, state: try fields.optionalString("state"),
            householdSize: try fields.optionalInteger("household"),
            householdMembers: try fields.optionalBoolean("spouse") == true ? [.init(relation: "spouse")] : nil,
            annualIncome: try money("annual-income"), incomeItems: items.isEmpty ? nil : items,
            age: try fields.optionalInteger("age"), disabled: try fields.optionalBoolean("disabled"),
            pregnant: try fields.optionalBoolean("pregnant"), parent: try fields.optionalBoolean("parent"),
            insurance: try fields.optionalString("insurance"),
            medicare: try fields.optionalBoolean("medicare").map { .init(partA: $0, partB: $0, partD: $0) },
            resources: try money("resources"), medication: try fields.optionalString("medication"))
    }

    static func all() throws -> [AssistanceCase] {
        try KnowledgeSource.embedded(EmbeddedFiles.all).openCases().flatMap { root in
            try root.mapping(allowed: ["version", "cases", "tables"]).optionalList("cases").map { try .init($0) }
        }
    }
}
