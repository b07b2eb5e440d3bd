import EventContracts
import KnowledgeFiles
import MedicationDomain

extension Escalator {
    private static let triggers = [
        "age-at-least", "egfr-below", "condition", "index-milligrams-at-least", "further-depressants",
    ]

    init(_ node: KnowledgeNode, in place: FilePlace) throws {
        let fields = try node.mapping(allowed: ["id", "acts-on", "evidence", "cite"] + Self.triggers)
        let given = Self.triggers.filter { fields.optional($0) != nil }
        guard given.count == 1 else {
            throw node.error(.invalid, "exactly one of \(Self.triggers.joined(separator: ", ")) is needed")
        }
        let trigger: Trigger =
            switch given[0] {
            case "age-at-least": .age(atLeast: try fields.integer("age-at-least"))
            case "egfr-below": .kidneyFunction(below: try fields.double("egfr-below"))
            case "condition": .condition(try fields.string("condition"))
            case "index-milligrams-at-least": .indexDose(atLeast: try fields.double("index-milligrams-at-least"))
            default: .furtherDepressants(atLeast: try fields.integer("further-depressants"))
            }
        self.init(
            id: try fields.string("id"), trigger: trigger, actsOn: Set(try fields.strings("acts-on")),
            evidence: try fields.evidence(), citations: try fields.citations(), reviewBy: place.reviewBy)
    }
}

extension ConditionGroup {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["id", "name", "evidence", "cite", "icd10", "snomed", "observations"])
        _ = try (fields.evidence(), fields.citations())
        self.init(
            id: try fields.string("id"), name: try fields.string("name"), icd10: try fields.optionalStrings("icd10"),
            snomed: Set(try fields.optionalStrings("snomed")),
            observations: Set(try fields.optionalList("observations").map { try $0.choice(ObservationEvent.Kind.self) })
        )
    }
}

extension KidneyValueRule {
    private static let days = ["longest-age-days", "longest-age-days-at-risk", "longest-age-days-inpatient"]

    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(
            allowed: Self.days + ["good-from", "older-from-years", "at-risk-conditions", "evidence", "cite"])
        _ = try (fields.evidence(), fields.citations())
        let spans = try Self.days.map { key in
            let days = try fields.double(key)
            guard days > 0 else { throw try fields.required(key).error(.invalid, "must be above 0") }
            return Span.days(days)
        }
        guard spans[0] >= spans[1], spans[1] >= spans[2] else {
            throw node.error(.invalid, "a value at risk, and one of an inpatient, stands no longer than any other")
        }
        let older = try fields.integer("older-from-years")
        guard (1...130).contains(older) else {
            throw try fields.required("older-from-years").error(.invalid, "must be an age that people reach")
        }
        self.init(
            age: KidneyValueAge(
                goodFrom: try fields.double("good-from"), olderFrom: Double(older),
                longest: spans[0], longestAtRisk: spans[1], longestInpatient: spans[2]),
            atRiskConditions: try fields.optionalStrings("at-risk-conditions"))
    }
}

extension EscalationTimes {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["minutes", "evidence", "cite"])
        _ = try (fields.evidence(), fields.citations())
        self.init(steps: try fields.list("minutes").map { .minutes(try $0.double()) })
        if steps.isEmpty || steps.contains(where: { $0 <= .zero }) {
            throw try fields.required("minutes").error(.invalid, "at least one wait, each longer than nothing")
        }
    }
}

extension UnrecognizedText {
    init(_ node: KnowledgeNode, in place: FilePlace) throws {
        let fields = try node.mapping(allowed: ["id", "summary", "detail", "management", "evidence", "cite"])
        self.init(
            reference: RuleReference(
                id: RuleID(try fields.string("id")), version: place.version, evidence: try fields.evidence(),
                citations: try fields.citations()),
            summary: try fields.string("summary"), detail: try fields.string("detail"),
            management: try fields.strings("management"))
    }
}
