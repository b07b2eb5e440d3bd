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
        let history = try history(folder)
        guard var rules = history.rules() else {
            throw KnowledgeError(file: "states.yaml", code: .emptyFile, message: "there is no table of states")
        }
        let views = RuleViews(history)
        rules.recall = { views.rules(knownAt: $0) }
        // Prices say of which day they are and not since when they are known: a recalled view has none of them.
        rules.prices = try PriceReader.book(folder.documents(under: "prices"))
        let stamp = KnowledgeStamp(
            version: folder.version.version, hash: folder.version.hash, reviews: folder.reviews)
        let affordability = try affordability(folder.document(named: "affordability.yaml"), rules, stamp)
        return AssistanceKnowledge(
            rules: rules, affordability: affordability,
            coverageKinds: try CoverageKinds.read(folder.document(named: "coverage-codes.yaml")),
            cases: try CaseRules.read(folder.document(named: "cases.yaml"), programs: rules.programs, stamp),
            stamp: stamp)
    }

    private static func history(_ folder: KnowledgeFolder) throws -> RuleHistory {
        var history = RuleHistory()
        var parameters = ParameterReader()
        for document in folder.documents(under: "parameters") { try parameters.read(document) }
        history.parameters = parameters.parameters
        history.states = try ReferenceData.tables(folder, "states", ReferenceData.states)
        history.incomeKinds = try ReferenceData.tables(folder, "income-kinds", ReferenceData.incomeKinds)
        history.medicines = try ReferenceData.tables(folder, "medicines", ReferenceData.medicines)
        history.questions = try ReferenceData.tables(folder, "questions", ReferenceData.questions)
        try check(parameters, against: history, at: folder.document(named: "states.yaml"))
        let states = history.states.reduce(into: [:]) { $0.merge($1.value) { _, later in later } }
        let questions = history.questions.reduce(into: [:]) { $0.merge($1.value.asked) { _, later in later } }
        let reader = ProgramReader(
            words: CriterionWords(states: states, questions: questions, parameters: parameters))
        for document in folder.documents(under: "programs") {
            let piece = try reader.piece(document)
            let isDeclared = history.programs.contains {
                $0.value.id == piece.value.id && $0.knownFrom == piece.knownFrom
            }
            guard !isDeclared else {
                throw document.error(
                    .duplicateEntry, "programme \"\(piece.value.id)\" is declared already, known from the same day")
            }
            history.programs.append(piece)
        }
        guard !history.programs.isEmpty else {
            throw KnowledgeError(file: "programs", code: .emptyFile, message: "there is no programme")
        }
        return history
    }

    /// The numbers the policies themselves use must be there.
    private static func check(_ parameters: ParameterReader, against history: RuleHistory, at root: KnowledgeNode)
        throws
    {
        for name in AssistanceRules.Name.all where parameters.units[name] == nil {
            throw KnowledgeError(file: "parameters", code: .missingKey, message: "parameter \(name) is missing")
        }
        for area in Set(history.states.flatMap(\.value.values).compactMap(\.povertyArea)).sorted() {
            for id in [AssistanceRules.Name.povertyFirst(area), AssistanceRules.Name.povertyExtra(area)]
            where parameters.units[id] != .usdPerYear {
                throw root.error(.unknownReference, "parameter \(id) is missing or not in USD/year")
            }
        }
    }

    private static func affordability(
        _ document: KnowledgeNode, _ rules: AssistanceRules, _ stamp: KnowledgeStamp
    ) throws -> AffordabilityRules {
        let fields = try document.mapping(
            allowed: [
                "version", "id", "severity", "danger", "management", "evidence", "cite", "too-costly-days",
                "too-costly-reasons", "self-pay-codes", "claims",
            ])
        func whole(_ name: String) throws -> Int {
            let value = rules.parameters[name]?.values.last?.value
            guard let number = value.flatMap({ Int($0.plainText) }), number >= 0 else {
                throw document.error(.invalid, "\(name) is not a whole number")
            }
            return number
        }
        let tooCostlyDays = try fields.integer("too-costly-days")
        guard (1...365).contains(tooCostlyDays) else {
            throw try fields.required("too-costly-days").error(.invalid, "is not a number of days up to a year")
        }
        return AffordabilityRules(
            supplyDays: try whole(AssistanceRules.Name.affordabilityDays),
            mostOptions: try whole(AssistanceRules.Name.alertOptions), tooCostlyDays: tooCostlyDays,
            tooCostlyReasons: Set(try fields.strings("too-costly-reasons")),
            selfPayCodes: Set(try fields.strings("self-pay-codes")),
            claims: try ClaimPaymentRules.read(fields.required("claims"), questions: rules.questions),
            severity: try fields.choice("severity"),
            danger: try fields.string("danger"),
            management: try fields.strings("management"),
            reference: RuleReference(
                id: RuleID(try fields.string("id")), version: stamp.version, evidence: try fields.evidence(),
                citations: try fields.citations()),
            assistance: rules)
    }
}
