import KnowledgeFiles
import MedicationDomain

/// The knowledge with the stamp of the files it came from.
struct LoadedInteractionKnowledge: Sendable {
    var knowledge: InteractionKnowledge
    var version: KnowledgeVersion
    /// By when each file of rules has to be looked at again.
    var reviews: [String: CalendarDay] = [:]

    /// Reads a knowledge folder, strictly: throws a `KnowledgeError` with file and line.
    static func load(from source: KnowledgeSource) throws -> LoadedInteractionKnowledge {
        let folder = try source.open()
        var reading = KnowledgeReading(file: folder.documents.first?.file ?? "Knowledge")
        for document in folder.documents { try reading.read(document) }
        return LoadedInteractionKnowledge(
            knowledge: try reading.finish(version: folder.version.version), version: folder.version,
            reviews: folder.reviews)
    }
}

/// Collects what the files say; any file may hold any part, and each part stands once.
struct KnowledgeReading {
    private let file: String
    private var index: (id: String, node: KnowledgeNode)?
    private var classes: [(MedicineClass, KnowledgeNode)] = []
    private var rules: [(InteractionRule, KnowledgeNode)] = []
    private var escalators: [(Escalator, KnowledgeNode)] = []
    private var conditions: [(ConditionGroup, KnowledgeNode)] = []
    private var kidneyValue: (rule: KidneyValueRule, node: KnowledgeNode)?
    private var escalation: EscalationTimes?
    private var answering: AnsweringRules?
    private var unrecognized: UnrecognizedText?
    private var failedSource: FailedSourceRule?

    init(file: String) { self.file = file }

    mutating func read(_ document: KnowledgeNode) throws {
        let fields = try document.mapping(allowed: [
            "version", "review-by", "index", "classes", "rules", "escalators", "conditions", "kidney-value",
            "escalation", "answering", "unrecognized", "failed-source",
        ])
        let place = FilePlace(
            version: try fields.string("version"), reviewBy: try fields.day("review-by"), file: document.file)
        if let node = fields.optional("index") {
            if index != nil { throw node.error(.duplicateEntry, "the index class is named in another file already") }
            index = (try node.string(), node)
        }
        classes += try fields.optionalList("classes").map { (try MedicineClass($0, in: place), $0) }
        rules += try fields.optionalList("rules").map { (try InteractionRule($0, in: place), $0) }
        escalators += try fields.optionalList("escalators").map { (try Escalator($0, in: place), $0) }
        conditions += try fields.optionalList("conditions").map { (try ConditionGroup($0), $0) }
        if let node = fields.optional("kidney-value") {
            kidneyValue = try once(kidneyValue, (KidneyValueRule(node), node), node)
        }
        if let node = fields.optional("escalation") { escalation = try once(escalation, EscalationTimes(node), node) }
        if let node = fields.optional("answering") { answering = try once(answering, AnsweringRules(node), node) }
        if let node = fields.optional("unrecognized") {
            unrecognized = try once(unrecognized, UnrecognizedText(node, in: place), node)
        }
        if let node = fields.optional("failed-source") {
            failedSource = try once(failedSource, FailedSourceRule(node, in: place), node)
        }
    }

    private func once<Part>(_ standing: Part?, _ part: Part, _ node: KnowledgeNode) throws -> Part {
        guard standing == nil else { throw node.error(.duplicateEntry, "stands in another file already") }
        return part
    }

    func finish(version: String) throws -> InteractionKnowledge {
        try checkReferences()
        guard let index, let kidneyValue, let escalation, let answering, let unrecognized, let failedSource else {
            throw KnowledgeError(
                file: file, code: .missingKey,
                message: "index, kidney-value, escalation, answering, unrecognized and failed-source must each stand "
                    + "in one of the files")
        }
        let classes = classes.map(\.0).sorted { $0.id < $1.id }
        return InteractionKnowledge(
            version: version, indexClass: index.id, classes: classes,
            rules: rules.map(\.0).sorted { $0.id < $1.id }, escalators: escalators.map(\.0),
            conditions: Dictionary(conditions.map { ($0.0.id, $0.0) }) { first, _ in first },
            kidneyValue: kidneyValue.rule, escalation: escalation, answering: answering, unrecognized: unrecognized,
            failedSource: failedSource)
    }

    /// Everything is named once, and whatever is named exists.
    private func checkReferences() throws {
        let classIDs = try unique(classes.map { ($0.0.id, $0.1) })
        let ruleIDs = try unique(rules.map { ($0.0.id.rawValue, $0.1) })
        let conditionIDs = try unique(conditions.map { ($0.0.id, $0.1) })
        _ = try unique(escalators.map { ($0.0.id, $0.1) })
        func check(_ names: some Collection<String>, _ known: Set<String>, _ what: String, _ node: KnowledgeNode) throws
        {
            for name in names.sorted() where !known.contains(name) {
                throw node.error(.unknownReference, "no \(what) is called \"\(name)\"")
            }
        }
        if let index { try check([index.id], classIDs, "class", index.node) }
        for (group, node) in classes { try check(group.includes, classIDs, "class", node) }
        // A way of acting that nothing weighs on would be a modifying factor in name only.
        let ways = escalators.reduce(into: Set<String>()) { $0.formUnion($1.0.actsOn) }
        for (rule, node) in rules {
            try check(rule.actsBy, ways, "way of acting", node)
            for need in rule.needs {
                try check(need.classes, classIDs, "class", node)
                try check(need.allergies, classIDs, "class", node)
                try check(need.conditions, conditionIDs, "condition", node)
            }
            try check(rule.raise?.conditions ?? [], conditionIDs, "condition", node)
            try check(rule.setsAside?.classes ?? [], classIDs, "class", node)
            try check(rule.setsAside?.rules ?? [], ruleIDs, "rule", node)
        }
        if let kidneyValue { try check(kidneyValue.rule.atRiskConditions, conditionIDs, "condition", kidneyValue.node) }
        for (escalator, node) in escalators {
            if case .condition(let id) = escalator.trigger { try check([id], conditionIDs, "condition", node) }
        }
    }

    private func unique(_ ids: [(String, KnowledgeNode)]) throws -> Set<String> {
        var seen: Set<String> = []
        for (id, node) in ids where !seen.insert(id).inserted {
            throw node.error(.duplicateEntry, "\"\(id)\" stands in another place already")
        }
        return seen
    }
}

/// What every entry takes from the file it stands in.
struct FilePlace {
    var version: String
    var reviewBy: CalendarDay
    var file: String
}
