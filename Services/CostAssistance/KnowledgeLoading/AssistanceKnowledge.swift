import EventContracts
import KnowledgeFiles
import MedicationDomain
import ServiceRuntime

/// The knowledge folder, read into the plain values the policies take.
struct AssistanceKnowledge: Sendable {
    var rules: AssistanceRules
    var affordability: AffordabilityRules
    var coverageKinds: CoverageKinds
    var cases: CaseRules
    var stamp: KnowledgeStamp

    /// Throws a `KnowledgeError` with file and line for anything unknown, uncited, overlapping or in a wrong unit.
    static func load(_ source: KnowledgeSource) throws -> AssistanceKnowledge {
        let folder = try source.open()
        var parameters = ParameterReader()
        for document in folder.documents(under: "parameters") { try parameters.read(document) }
        let states = try ReferenceData.states(folder.document(named: "states.yaml"))
        let root = try folder.document(named: "states.yaml")
        for name in AssistanceRules.Name.all where parameters.units[name] == nil {
            throw KnowledgeError(file: "parameters", code: .missingKey, message: "parameter \(name) is missing")
        }
        for area in Set(states.values.compactMap(\.povertyArea)).sorted() {
            for id in [AssistanceRules.Name.povertyFirst(area), AssistanceRules.Name.povertyExtra(area)]
            where parameters.units[id] != .usdPerYear {
                throw root.error(.unknownReference, "parameter \(id) is missing or not in USD/year")
            }
        }
        let reader = ProgramReader(states: states, units: parameters.units)
        var programs: [Program] = []
        for document in folder.documents(under: "programs") {
            let program = try reader.program(document)
            guard !programs.contains(where: { $0.id == program.id }) else {
                throw document.error(.duplicateEntry, "programme \"\(program.id)\" is declared already")
            }
            programs.append(program)
        }
        guard !programs.isEmpty else {
            throw KnowledgeError(file: "programs", code: .emptyFile, message: "there is no programme")
        }
        let stamp = KnowledgeStamp(version: folder.version.version, hash: folder.version.hash)
        let rules = AssistanceRules(
            programs: programs.sorted { $0.id < $1.id }, parameters: parameters.parameters, states: states,
            incomeKinds: try ReferenceData.incomeKinds(folder.document(named: "income-kinds.yaml")),
            medicines: try ReferenceData.medicines(folder.document(named: "medicines.yaml")),
            ruleSet: AssistanceDetermination.RuleSet(version: stamp.version, hash: stamp.hash),
            prices: try PriceReader.book(folder.documents(under: "prices")))
        let affordability = try affordability(folder.document(named: "affordability.yaml"), rules, stamp)
        return AssistanceKnowledge(
            rules: rules, affordability: affordability,
            coverageKinds: try CoverageKinds.read(folder.document(named: "coverage-codes.yaml")),
            cases: try CaseRules.read(folder.document(named: "cases.yaml"), programs: rules.programs, stamp),
            stamp: stamp)
    }

    private static func affordability(
        _ document: KnowledgeNode, _ rules: AssistanceRules, _ stamp: KnowledgeStamp
    ) throws -> AffordabilityRules {
        let fields = try document.mapping(
            allowed: [
                "version", "id", "severity", "danger", "management", "evidence", "cite", "too-costly-days",
                "too-costly-reasons", "self-pay-codes",
            ])
        let days = rules.parameters[AssistanceRules.Name.affordabilityDays]?.values.last?.value
        guard let days, let whole = Int(days.plainText), whole >= 0 else {
            throw document.error(.invalid, "\(AssistanceRules.Name.affordabilityDays) is not a whole number of days")
        }
        let tooCostlyDays = try fields.integer("too-costly-days")
        guard (1...365).contains(tooCostlyDays) else {
            throw try fields.required("too-costly-days").error(.invalid, "is not a number of days up to a year")
        }
        return AffordabilityRules(
            supplyDays: whole, tooCostlyDays: tooCostlyDays,
            tooCostlyReasons: Set(try fields.strings("too-costly-reasons")),
            selfPayCodes: Set(try fields.strings("self-pay-codes")), severity: try fields.choice("severity"),
            danger: try fields.string("danger"),
            management: try fields.strings("management"),
            reference: RuleReference(
                id: RuleID(try fields.string("id")), version: stamp.version, evidence: try fields.evidence(),
                citations: try fields.citations()),
            assistance: rules)
    }
}
