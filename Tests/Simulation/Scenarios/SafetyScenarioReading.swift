import Foundation
import KnowledgeFiles
import MedicationDomain

/// Reads `Benchmarks/Scenarios`, strictly: an unknown key or a missing source is an error with file and line.
extension SafetyScenario {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Benchmarks/Scenarios").standardizedFileURL

    static let all = Result { try read(.directory(folder)) }

    static func read(_ source: KnowledgeSource) throws -> [SafetyScenario] {
        var seen: Set<String> = []
        return try source.open().documents.flatMap { document in
            let file = try document.mapping(allowed: ["category", "scenarios"])
            let category = try file.choice("category", Category.self)
            return try file.list("scenarios").map { node in
                let scenario = try SafetyScenario(node, category)
                guard seen.insert(scenario.id).inserted else {
                    throw node.error(.duplicateEntry, "the id \"\(scenario.id)\" stands twice")
                }
                return scenario
            }
        }
    }

    private init(_ node: KnowledgeNode, _ category: Category) throws {
        let fields = try node.mapping(allowed: [
            "id", "title", "source", "patient", "facts", "wait-minutes", "expect", "silent", "interruptions",
        ])
        let facts = try fields.optionalList("facts")
        self.init(
            id: try fields.string("id"), title: try fields.string("title"), category: category,
            place: "\(node.file):\(node.line)", source: try fields.string("source"),
            patient: try Patient(fields.optional("patient")),
            facts: try facts.enumerated().map { try Fact($1, number: $0) },
            wait: .minutes(try fields.optionalDouble("wait-minutes") ?? 0),
            expected: try fields.optionalList("expect").map(Expectation.init),
            silent: try fields.optionalStrings("silent"),
            interruptions: try fields.optionalInteger("interruptions"))
        guard category == .nuisance || !expected.isEmpty else {
            throw node.error(.missingKey, "a scenario that must alert says what is expected")
        }
        if category == .nuisance, expected.contains(where: \.isInterruptive) {
            throw node.error(.invalid, "a nuisance order interrupts nobody")
        }
    }
}

extension SafetyScenario.Patient {
    /// The baseline patient is 40 years old with an eGFR of 95; `null` takes a value away.
    fileprivate init(_ node: KnowledgeNode?) throws {
        (age, kidneyFunction) = (40, 95)
        guard let node else { return }
        let fields = try node.mapping(allowed: ["age", "kg", "egfr", "without", "baclofen"])
        age = try fields.optionalInteger("age") ?? age
        kilograms = try fields.optionalDouble("kg")
        kidneyFunction = try fields.optionalDouble("egfr") ?? kidneyFunction
        baclofen = try fields.optionalMapping("baclofen", allowed: SafetyScenario.Dose.keys)
            .flatMap(SafetyScenario.Dose.init)
        for missing in try fields.optionalList("without") {
            switch try missing.choice(Missing.self) {
            case .age: age = nil
            case .egfr: kidneyFunction = nil
            case .history: isHistoryUnknown = true
            }
        }
    }

    private enum Missing: String, CaseIterable { case age, egfr, history }
}

extension SafetyScenario.Dose {
    static let keys = ["mg", "mcg", "ml", "per-day"]

    /// Nil when no amount is given.
    fileprivate init?(_ fields: KnowledgeMapping) throws {
        for (key, unit) in [("mg", "mg"), ("mcg", "ug"), ("ml", "mL")] {
            guard let amount = try fields.optionalDouble(key) else { continue }
            self.init(amount: amount, unit: unit, perDay: try fields.optionalInteger("per-day"))
            return
        }
        return nil
    }
}

extension SafetyScenario.Expectation {
    fileprivate init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["rule", "kind", "severity", "interrupts", "provisional"])
        self.init(
            rule: try fields.string("rule"), kind: try fields.optionalChoice("kind"),
            severity: try fields.choice("severity"), isInterruptive: try fields.boolean("interrupts"),
            isProvisional: try fields.optionalBoolean("provisional") ?? false)
    }
}

extension SafetyScenario.Fact {
    private static let kinds = [
        "order", "becomes", "dispense", "report", "given", "condition", "allergy", "observed",
    ]

    fileprivate init(_ node: KnowledgeNode, number: Int) throws {
        let keys = Set(try node.entries().map(\.key)).intersection(Self.kinds)
        guard keys.count == 1, let kind = keys.first else {
            throw node.error(.invalid, "exactly one of \(Self.kinds.joined(separator: ", ")) is needed")
        }
        switch kind {
        case "order": self = .order(try SafetyScenario.Order(node, number: number))
        case "becomes":
            let fields = try node.mapping(allowed: ["becomes", "id", "days-ago"])
            self = .becomes(
                order: try fields.string("id"), status: try fields.string("becomes"),
                daysAgo: try fields.optionalDouble("days-ago") ?? 0)
        case "dispense":
            let fields = try node.mapping(allowed: ["dispense", "tablets", "days", "days-ago"])
            self = .dispense(
                order: try fields.string("dispense"), tablets: try fields.double("tablets"),
                days: try fields.double("days"), daysAgo: try fields.double("days-ago"))
        case "report":
            self = .report(medicine: try node.mapping(allowed: ["report"]).string("report"))
        case "given":
            let fields = try node.mapping(allowed: ["given", "hours-ago", "route"])
            self = .given(
                medicine: try fields.string("given"), hoursAgo: try fields.double("hours-ago"),
                route: try fields.optionalString("route"))
        case "condition":
            self = .condition(icd10: try node.mapping(allowed: ["condition"]).string("condition"))
        case "allergy": self = .allergy(try node.mapping(allowed: ["allergy"]).string("allergy"))
        default:
            let fields = try node.mapping(allowed: ["observed", "value", "days-ago"])
            self = .observation(
                try fields.choice("observed"), value: try fields.optionalDouble("value") ?? 1,
                daysAgo: try fields.optionalDouble("days-ago") ?? 0)
        }
    }
}

extension SafetyScenario.Order {
    fileprivate init(_ node: KnowledgeNode, number: Int) throws {
        let fields = try node.mapping(
            allowed: [
                "order", "id", "route", "status", "days-ago", "days", "replaces", "continuous", "as-needed", "once",
                "text", "reason",
            ] + SafetyScenario.Dose.keys)
        id = try fields.optionalString("id") ?? "order-\(number)"
        medicine = try fields.string("order")
        dose = try SafetyScenario.Dose(fields)
        route = try fields.optionalString("route")
        status = try fields.optionalString("status") ?? status
        daysAgo = try fields.optionalDouble("days-ago") ?? 0
        days = try fields.optionalDouble("days")
        replaces = try fields.optionalString("replaces")
        isContinuous = try fields.optionalBoolean("continuous") ?? false
        isAsNeeded = try fields.optionalBoolean("as-needed") ?? false
        isOnce = try fields.optionalBoolean("once") ?? false
        text = try fields.optionalString("text")
        reason = try fields.optionalString("reason")
    }
}
