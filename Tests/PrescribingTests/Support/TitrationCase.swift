import EventContracts
import KnowledgeFiles
import MedicationDomain

@testable import Prescribing

/// One case of `titration-plan.cases.yaml`.
struct TitrationCase: Sendable, CustomStringConvertible {
    var name: String
    var question: TitrationQuestion
    var expected: Expectation
    var description: String { name }

    struct Expectation: Sendable {
        var refused: String?
        var schedule: TitrationRules.Kind?
        var ceiling: Double?
        var daily: [Double]?
        var days: [Int]?
        var doses: [Int]?
    }

    /// Read once: there are many cases and one knowledge.
    static let knowledge: Result<PrescribingKnowledge, any Error> = Result { try loadedKnowledge().policy }

    static func all() throws -> [TitrationCase] {
        try source.openCases().filter { $0.file.hasSuffix("titration-plan.cases.yaml") }.flatMap { root in
            try root.mapping(allowed: ["cases"]).list("cases").map { try TitrationCase($0) }
        }
    }

    private static let facts = [
        "age", "egfr", "kidney", "kg", "goal", "from", "tablets", "granules", "liquid", "halves", "override",
        "days-per-step", "doses-per-day", "allergic", "pregnant", "intrathecal",
    ]

    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["name", "given", "expect"])
        name = try fields.string("name")
        let given = try fields.mapping("given", allowed: TitrationCase.facts)
        let expect = try fields.mapping(
            "expect", allowed: ["refused", "schedule", "ceiling", "daily", "days", "doses"])
        expected = Expectation(
            refused: try expect.optionalString("refused"), schedule: try expect.optionalChoice("schedule"),
            ceiling: try expect.optionalDouble("ceiling"),
            daily: try expect.optional("daily")?.list().map { try $0.double() },
            days: try expect.optional("days")?.list().map { try $0.integer() },
            doses: try expect.optional("doses")?.list().map { try $0.integer() })
        let isOverridden = try given.optionalBoolean("override") ?? false
        let request = TitrationRequest(
            patientId: "p-1", goalDailyDoseMilligrams: try given.optionalDouble("goal"),
            fromDailyDoseMilligrams: try given.optionalDouble("from"), product: try TitrationCase.product(given),
            halvesAllowed: try given.optionalBoolean("halves"), startsOn: noon.day,
            daysPerStep: try given.optionalInteger("days-per-step"),
            dosesPerDay: try given.optionalInteger("doses-per-day"), pregnant: try given.optionalBoolean("pregnant"),
            allergicToBaclofen: try given.optionalBoolean("allergic"),
            kidneyOverride: isOverridden ? .init(by: "pr-1", reason: "nothing else helped") : nil)
        question = TitrationQuestion(
            request: request, startsOn: noon.day, age: try given.optionalInteger("age"),
            weight: try given.optionalDouble("kg").map { .init(kilograms: $0, observedAt: noon) },
            kidney: try TitrationCase.kidney(given),
            presentMilligrams: request.fromDailyDoseMilligrams,
            isIntrathecal: try given.optionalBoolean("intrathecal") ?? false)
    }

    private static func product(_ given: KnowledgeMapping) throws -> TitrationRequest.Product? {
        if let tablets = given.optional("tablets") {
            return .init(form: .tablet, strengthsMilligrams: try tablets.list().map { try $0.double() })
        }
        if let granules = given.optional("granules") {
            return .init(form: .granules, strengthsMilligrams: try granules.list().map { try $0.double() })
        }
        guard let liquid = try given.optionalDouble("liquid") else { return nil }
        return .init(
            form: liquid == 5 ? .oralSuspension : .oralSolution, milligramsPerMilliliter: liquid > 0 ? liquid : nil)
    }

    private static func kidney(_ given: KnowledgeMapping) throws -> KidneyFunction {
        switch try given.optionalString("kidney") {
        case "dialysis": return .dialysis
        case "unknown": return .unknown(reason: "no eGFR is known")
        case "acute-injury": return .acuteInjury(from: 1, to: 2, observedAt: noon)
        default: return told(try given.double("egfr"))
        }
    }

    static func told(_ value: Double) -> KidneyFunction {
        .estimatedGFR(value, observedAt: noon, fromCystatinC: false, isCreatinineMisleading: false)
    }

    /// What differs from what is expected; nothing when the case is met.
    func differences(by knowledge: PrescribingKnowledge) -> [String] {
        switch TitrationPlanner(knowledge: knowledge).answer(question) {
        case .refused(let refusal):
            return refusal.code == expected.refused ? [] : ["refused: \(refusal.code)"]
        case .planned(let plan):
            var found: [String] = []
            func compare<Value: Equatable>(_ what: String, _ value: Value, _ wanted: Value?) {
                if let wanted, value != wanted { found.append("\(what): \(value)") }
            }
            if let refused = expected.refused { found.append("planned instead of \(refused)") }
            let schedule = expected.schedule.flatMap { knowledge.titration.schedules[$0]?.reference.id }
            compare("schedule", plan.rule.id, schedule)
            compare("ceiling", plan.ceilingMilligrams, expected.ceiling)
            compare("daily", plan.steps.map(\.dailyDoseMilligrams), expected.daily)
            compare("days", plan.steps.map(\.day), expected.days)
            compare("doses", plan.steps.map(\.doses.count), expected.doses)
            return found
        }
    }
}
