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

    /// When a fund was open or closed, as a site would record it.
    var funds: [String: Program.Status]

    var testDescription: String { name }

    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(
            allowed: ["name", "as-of", "known-at", "input", "funds", "output", "missing", "explain"])
        name = try fields.string("name")
        request = try Self.request(
            try fields.required("input"), asOf: try fields.day("as-of"), knownAt: try fields.optionalDay("known-at"))
        funds = [:]
        for entry in try fields.optional("funds")?.entries() ?? [] {
            funds[entry.key] = try ProgramStatusReader.status(entry.value)
        }
        output = [:]
        for entry in try fields.required("output").entries() { output[entry.key] = try entry.value.choice() }
        missing = [:]
        for entry in try fields.optional("missing")?.entries() ?? [] {
            missing[entry.key] = try entry.value.strings()
        }
        explain = [:]
        for entry in try fields.optional("explain")?.entries() ?? [] { explain[entry.key] = try entry.value.day() }
    }

    private static func request(
        _ node: KnowledgeNode, asOf day: CalendarDay, knownAt: CalendarDay?
    ) throws -> AssistanceRequest {
        let fields = try node.mapping(
            allowed: [
                "state", "household", "spouse", "members", "annual-income", "frequency", "items", "age", "disabled",
                "pregnant", "parent", "veteran", "insurance", "medicare", "parts", "resources", "medication", "answers",
            ] + kinds)
        func money(_ key: String) throws -> Money? {
            try fields.optionalDecimal(key).map { Money(amount: $0.plainText) }
        }
        let items = try items(fields)
        var members = try fields.optionalList("members").map { node in
            let member = try node.mapping(allowed: ["relation", "dependent"])
            return AssistanceRequest.HouseholdMember(
                relation: try member.string("relation"), taxDependent: try member.optionalBoolean("dependent"))
        }
        if try fields.optionalBoolean("spouse") == true { members.append(.init(relation: "spouse")) }
        var answers: [String: String] = [:]
        for entry in try fields.optional("answers")?.entries() ?? [] { answers[entry.key] = try entry.value.string() }
        var medicare = try fields.optionalBoolean("medicare").map {
            AssistanceRequest.Medicare(partA: $0, partB: $0, partD: $0)
        }
        if let parts = try fields.optional("parts")?.strings() {
            medicare = .init(partA: parts.contains("a"), partB: parts.contains("b"), partD: parts.contains("d"))
        }
        return AssistanceRequest(
            asOf: day, knownAt: knownAt, state: try fields.optionalString("state"),
            householdSize: try fields.optionalInteger("household"),
            householdMembers: members.isEmpty ? nil : members,
            annualIncome: try money("annual-income"), incomeItems: items.isEmpty ? nil : items,
            age: try fields.optionalInteger("age"), disabled: try fields.optionalBoolean("disabled"),
            pregnant: try fields.optionalBoolean("pregnant"), parent: try fields.optionalBoolean("parent"),
            veteran: try fields.optionalBoolean("veteran"), insurance: try fields.optionalString("insurance"),
            medicare: medicare, resources: try money("resources"), medication: try fields.optionalString("medication"),
            answers: answers.isEmpty ? nil : answers)
    }

    /// An amount under its kind is the patient's own; `items` say whose they are, or nobody's.
    private static func items(_ fields: KnowledgeMapping) throws -> [AssistanceRequest.IncomeItem] {
        let frequency = try fields.optionalString("frequency") ?? "yearly"
        let own = try kinds.compactMap { kind in
            try fields.optionalDecimal(kind).map {
                AssistanceRequest.IncomeItem(
                    kind: kind, amount: Money(amount: $0.plainText), frequency: frequency, person: "self")
            }
        }
        return try own
            + fields.optionalList("items").map { node in
                let item = try node.mapping(allowed: ["kind", "amount", "frequency", "person"])
                return AssistanceRequest.IncomeItem(
                    kind: try item.string("kind"), amount: Money(amount: try item.decimal("amount").plainText),
                    frequency: try item.optionalString("frequency") ?? "yearly",
                    person: try item.optionalString("person"))
            }
    }

    private static let kinds = ["wages", "self-employment", "pension", "social-security", "ssi"]

    /// The files of cases, read once: they are long.
    static let files = Result { try KnowledgeSource.embedded(EmbeddedFiles.all).openCases() }

    static func all() throws -> [AssistanceCase] {
        try files.get().flatMap { root in
            try root.mapping(allowed: ["version", "cases", "tables"]).optionalList("cases").map { try .init($0) }
        }
    }
}
