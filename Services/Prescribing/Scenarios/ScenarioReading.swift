import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Reads the cases beside the rules, strictly.
enum ScenarioReading {
    /// All cases of a knowledge folder.
    static func scenarios(in source: KnowledgeSource) throws -> [Scenario] {
        var names: Set<String> = []
        return try source.openCases().filter { $0.file.contains("rules/") }.flatMap { root in
            try root.mapping(allowed: ["cases"]).list("cases").map { node in
                let scenario = try scenario(node)
                guard names.insert(scenario.name).inserted else {
                    throw node.error(.duplicateEntry, "two cases are called \(scenario.name)")
                }
                return scenario
            }
        }
    }

    private static let facts = [
        "age", "weight-kg", "egfr", "kidney", "conditions", "pregnant", "breastfeeding", "allergic", "context",
        "before",
        "prior", "scores", "events", "refilled-days-ago", "mg", "mcg", "ml", "mg-per-ml", "per-day", "days", "then",
        "form", "route", "once", "as-needed", "reason", "text",
    ]

    private static func scenario(_ node: KnowledgeNode) throws -> Scenario {
        let fields = try node.mapping(allowed: ["name", "source", "given", "expect"])
        let given = try fields.mapping("given", allowed: facts)
        let expected = try fields.mapping("expect", allowed: ["disposition", "findings"])
        let order = try order(given)
        return Scenario(
            name: try fields.string("name"), source: try fields.string("source"),
            context: try given.choice("context"), patient: try patient(given),
            earlier: try given.optionalList("before").map { try earlier($0) }, order: order,
            disposition: try expected.choice("disposition"),
            findings: try expected.strings("findings").map { RuleID(rawValue: $0) }.sorted())
    }

    private static func patient(_ given: KnowledgeMapping) throws -> Scenario.Patient {
        guard (given.optional("egfr") == nil) != (given.optional("kidney") == nil) else {
            throw try given.required("context").error(.missingKey, "a case says either egfr or kidney")
        }
        var observed = try given.optionalList("scores").map { node in
            let fields = try node.mapping(allowed: ["kind", "value", "days-ago"])
            return Scenario.Observed(
                kind: try fields.choice("kind"), value: try fields.double("value"),
                daysAgo: try fields.double("days-ago"))
        }
        observed += try given.optionalList("events").map { node in
            let fields = try node.mapping(allowed: ["kind", "days-ago"])
            return Scenario.Observed(kind: try fields.choice("kind"), value: 1, daysAgo: try fields.double("days-ago"))
        }
        return Scenario.Patient(
            age: try given.optionalInteger("age"), weight: try given.optionalDouble("weight-kg"),
            estimatedGFR: try given.optionalDouble("egfr"),
            kidney: try given.optionalChoice("kidney", Kidney.self)?.rawValue,
            conditions: try groups(given, "conditions"), isPregnant: try given.optionalBoolean("pregnant") ?? false,
            isBreastfeeding: try given.optionalBoolean("breastfeeding") ?? false,
            isAllergic: try given.optionalBoolean("allergic") ?? false, observed: observed,
            refilledDaysAgo: try given.optionalDouble("refilled-days-ago"))
    }

    private enum Kidney: String, CaseIterable {
        case dialysis, unknown
        case acuteInjury = "acute-injury"
    }

    private static func groups(_ given: KnowledgeMapping, _ key: String) throws -> [ConditionGroup] {
        try given.optional(key)?.list().map { try $0.choice(ConditionGroup.self) } ?? []
    }

    private static func order(_ given: KnowledgeMapping) throws -> Scenario.Order {
        let first = try dose(given)
        let later = try given.optionalList("then").map {
            try dose(try $0.mapping(allowed: ["mg", "mcg", "ml", "per-day", "days"]))
        }
        return Scenario.Order(
            steps: [first] + later, milligramsPerMilliliter: try given.optionalDouble("mg-per-ml"),
            form: try given.optional("form").map(form), route: try given.optionalChoice("route") ?? .oral,
            isOnce: try given.optionalBoolean("once") ?? false,
            isAsNeeded: try given.optionalBoolean("as-needed") ?? false,
            namesPrior: try given.optionalBoolean("prior") ?? false, reasons: try groups(given, "reason"),
            text: try given.optionalString("text"))
    }

    private static func earlier(_ node: KnowledgeNode) throws -> Scenario.Earlier {
        let fields = try node.mapping(allowed: [
            "mg", "mcg", "ml", "per-day", "days-ago", "hours-ago", "ended-days-ago", "mg-per-ml", "form", "route",
            "once",
        ])
        let hours = try fields.optionalDouble("hours-ago") ?? fields.double("days-ago") * 24
        return Scenario.Earlier(
            dose: try dose(fields), hoursAgo: hours,
            endedHoursAgo: try fields.optionalDouble("ended-days-ago").map { $0 * 24 },
            milligramsPerMilliliter: try fields.optionalDouble("mg-per-ml"),
            form: try fields.optional("form").map(form), route: try fields.optionalChoice("route"),
            isOnce: try fields.optionalBoolean("once") ?? false)
    }

    private static func dose(_ fields: KnowledgeMapping) throws -> Scenario.Dose {
        let units: [(String, DoseUnit)] = [("mg", .milligram), ("mcg", .microgram), ("ml", .milliliter)]
        for (key, unit) in units {
            guard let amount = try fields.optionalDouble(key) else { continue }
            return Scenario.Dose(
                amount: amount, unit: unit, perDay: try fields.optionalInteger("per-day"),
                days: fields.optional("days") == nil ? nil : try fields.optionalDouble("days"))
        }
        return Scenario.Dose(amount: try fields.double("mg"), unit: .milligram)
    }

    private enum Form: String, CaseIterable {
        case tablet, granules
        case oralSolution = "oral-solution"
        case oralSuspension = "oral-suspension"
        case intrathecalInjection = "intrathecal-injection"
    }

    private static func form(_ node: KnowledgeNode) throws -> DoseForm {
        switch try node.choice(Form.self) {
        case .tablet: .tablet
        case .granules: .granules
        case .oralSolution: .oralSolution
        case .oralSuspension: .oralSuspension
        case .intrathecalInjection: .intrathecalInjection
        }
    }
}
