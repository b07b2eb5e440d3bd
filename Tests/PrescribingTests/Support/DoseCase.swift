import EventContracts
import KnowledgeFiles
import MedicationDomain

@testable import Prescribing

/// One case of a `*.cases.yaml`: facts in, expected verdict out.
struct DoseCase: Sendable, CustomStringConvertible {
    var name: String
    var question: DoseQuestion
    var disposition: DoseRule.Disposition
    var findings: [RuleID]
    var description: String { name }

    static func all() throws -> [DoseCase] {
        try source.openCases().filter { $0.file.contains("rules/") }.flatMap { root in
            try root.mapping(allowed: ["cases"]).list("cases").map { try DoseCase($0) }
        }
    }

    private static let facts = [
        "context", "egfr", "kidney", "age", "mg", "mcg", "ml", "mg-per-ml", "per-day", "then-mg", "route", "as-needed",
    ]

    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["name", "given", "expect"])
        name = try fields.string("name")
        let given = try fields.mapping("given", allowed: DoseCase.facts)
        let expected = try fields.mapping("expect", allowed: ["disposition", "findings"])
        disposition = try expected.choice("disposition")
        findings = try expected.strings("findings").map { RuleID(rawValue: $0) }
        let instructions = try DoseCase.instructions(given)
        var order = OrderFact(orderId: "o-1", patientId: "p-1", status: .active, medication: baclofen)
        order.route = try given.optionalChoice("route", Route.self) ?? .oral
        order.dosageInstructions = instructions
        if given.optional("ml") != nil {
            order.medication = liquidBaclofen(milligramsPerMilliliter: try given.optionalDouble("mg-per-ml"))
        }
        question = DoseQuestion(
            order: order, reading: DailyDosePolicy.read(instructions, of: order.medication),
            context: try given.choice("context"), kidney: try DoseCase.kidney(given),
            age: try given.optionalInteger("age"), asOf: noon)
    }

    private static func instructions(_ given: KnowledgeMapping) throws -> [DosageInstruction] {
        let units: [(String, DoseUnit)] = [("mg", .milligram), ("mcg", .microgram), ("ml", .milliliter)]
        let dose = try units.compactMap { key, unit in try given.optionalDouble(key).map { DoseAmount($0, unit) } }
            .first
        let perDay = try given.optionalInteger("per-day")
        let timing = perDay.map { DoseTiming(frequency: $0, period: 1, periodUnit: .day) }
        let isAsNeeded = try given.optionalBoolean("as-needed") ?? false
        let next = try given.optionalDouble("then-mg")
        let first = DosageInstruction(
            sequence: next == nil ? nil : 1, timing: timing, asNeeded: isAsNeeded, dose: dose)
        return [first] + (next.map { [dosage($0, timesADay: perDay, sequence: 2)] } ?? [])
    }

    private static func kidney(_ given: KnowledgeMapping) throws -> KidneyFunction {
        switch try given.optionalString("kidney") {
        case "dialysis": return .dialysis
        case "unknown": return .unknown(reason: "no eGFR is known")
        case "acute-injury": return .acuteInjury(from: 1, to: 2, observedAt: noon)
        default:
            return .estimatedGFR(
                try given.double("egfr"), observedAt: noon, fromCystatinC: false, isCreatinineMisleading: false)
        }
    }

    func isMet(by rules: [DoseRule]) -> Bool {
        let verdict = DosePolicy.judge(question, by: rules)
        return verdict.disposition == disposition && verdict.remarks.map(\.finding.rule.id) == findings.sorted()
    }
}
