import EventContracts
import KnowledgeFiles
import MedicationDomain

/// A rule says all eight elements of an interaction statement (HL7 PDDI-CDS), and where they can be read: the drugs
/// (`needs`), consequences, seriousness, severity, mechanism, recommended action (`management`), what about the patient
/// modifies it (`acts-by`; `[]` when nothing does) and the evidence.
extension InteractionRule {
    init(_ node: KnowledgeNode, in place: FilePlace) throws {
        let fields = try node.mapping(allowed: [
            "id", "kind", "severity", "interrupts", "current-only", "during-episode", "sets-aside", "needs", "raise",
            "ceiling", "yields-to", "acts-by", "effect", "mechanism", "consequences", "seriousness", "management",
            "evidence",
            "cite",
        ])
        let id = RuleID(try fields.string("id"))
        self.init(
            id: id, kind: try fields.choice("kind"), severity: try fields.choice("severity"),
            interrupts: try fields.choice("interrupts"), needs: try fields.list("needs").map(RuleNeed.init),
            currentOnly: try fields.optionalBoolean("current-only") ?? false,
            actsBy: Set(try fields.strings("acts-by")), raise: try fields.optional("raise").map(Raise.init),
            ceiling: try fields.optional("ceiling").map(Ceiling.init),
            yielding: try fields.optional("yields-to").map(Yielding.init),
            duringEpisode: try fields.optionalChoice("during-episode"),
            setsAside: try fields.optional("sets-aside").map(SetAside.init), effect: try fields.string("effect"),
            mechanism: try fields.string("mechanism"), consequences: try fields.string("consequences"),
            seriousness: try fields.choice("seriousness"), management: try fields.strings("management"),
            reference: RuleReference(
                id: id, version: place.version, evidence: try fields.evidence(), citations: try fields.citations()),
            reviewBy: place.reviewBy, file: place.file)
        try check(fields)
    }

    private func check(_ fields: KnowledgeMapping) throws {
        if interrupts == .aboveCeiling, ceiling == nil {
            throw try fields.required("interrupts").error(.missingKey, "a rule that interrupts above a ceiling has one")
        }
        if (duringEpisode == nil) != (setsAside == nil) {
            throw fields.node.error(.missingKey, "during-episode and sets-aside belong together")
        }
        if interrupts == .whenRaised, actsBy.isEmpty {
            throw try fields.required("interrupts").error(.invalid, "nothing can weigh on a rule without acts-by")
        }
        if needs.isEmpty { throw try fields.required("needs").error(.emptyValue, "name the medicines that meet") }
        for key in ["effect", "mechanism", "consequences"] {
            guard try fields.string(key).contains(where: { !$0.isWhitespace }) else {
                throw try fields.required(key).error(.emptyValue, "a text is needed here")
            }
        }
        if management.isEmpty || management.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw try fields.required("management").error(.emptyValue, "say what to do")
        }
    }
}

extension RuleNeed {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: [
            "classes", "routes", "allergies", "conditions", "observations", "unless-indication", "orders",
            "overlap-days",
        ])
        self.init(
            classes: Set(try fields.optionalStrings("classes")),
            routes: Set(try fields.optionalList("routes").map { try $0.choice(Route.self) }),
            allergies: Set(try fields.optionalStrings("allergies")),
            conditions: try fields.optionalStrings("conditions"),
            observations: Set(
                try fields.optionalList("observations").map { try $0.choice(ObservationEvent.Kind.self) }),
            unlessIndication: try fields.optionalBoolean("unless-indication") ?? false,
            orders: try fields.optionalInteger("orders") ?? 0,
            overlap: .days(try fields.optionalDouble("overlap-days") ?? 0))
        if classes.isEmpty, allergies.isEmpty { throw node.error(.emptyValue, "name classes or allergies") }
    }
}

extension InteractionRule.Raise {
    /// `on:` takes `start`, `dose-change` and conditions.
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["to", "on"])
        let circumstances = try fields.strings("on")
        self.init(
            severity: try fields.choice("to"), onStart: circumstances.contains("start"),
            onDoseChange: circumstances.contains("dose-change"),
            conditions: circumstances.filter { $0 != "start" && $0 != "dose-change" })
    }
}

extension InteractionRule.Ceiling {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["milligrams-per-day", "evidence", "cite"])
        self.init(
            milligramsPerDay: try fields.double("milligrams-per-day"), evidence: try fields.evidence(),
            citations: try fields.citations())
    }
}

extension InteractionRule.Yielding {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["checks", "findings"])
        self.init(
            checks: Set(try fields.optionalStrings("checks")),
            findings: Set(try fields.optionalList("findings").map { try $0.choice(AlertKind.self) }))
        if checks.isEmpty, findings.isEmpty { throw node.error(.emptyValue, "name checks or findings") }
    }
}

extension InteractionRule.SetAside {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["classes", "rules"])
        self.init(classes: Set(try fields.strings("classes")), rules: Set(try fields.optionalStrings("rules")))
    }
}
