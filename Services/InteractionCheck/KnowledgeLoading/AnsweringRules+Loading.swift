import KnowledgeFiles
import MedicationDomain

extension AnsweringRules {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: [
            "reasons", "acknowledgement", "repeats", "rule-changes", "evidence", "cite",
        ])
        _ = try (fields.evidence(), fields.citations())
        var reasons: [String: AnswerReason] = [:]
        for node in try fields.list("reasons") {
            let reason = try AnswerReason(node)
            if reasons.updateValue(reason, forKey: reason.code) != nil {
                throw node.error(.duplicateEntry, "\"\(reason.code)\" stands in another place already")
            }
        }
        let acknowledgement = try fields.mapping("acknowledgement", allowed: ["reopens-on"])
        let repeats = try fields.mapping("repeats", allowed: ["within-hours"])
        let changes = try fields.mapping("rule-changes", allowed: ["spread-minutes"])
        self.init(
            reasons: reasons, acknowledgement: try acknowledgement.aspects(),
            repeatWithin: .hours(try repeats.double("within-hours")),
            ruleChangeSpread: .minutes(try changes.double("spread-minutes")))
        if ruleChangeSpread < .zero {
            throw try changes.required("spread-minutes").error(.invalid, "no time below nothing")
        }
        if repeatWithin < .zero { throw try repeats.required("within-hours").error(.invalid, "no time below nothing") }
    }
}

extension AnswerReason {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["code", "reopens-on", "reopens-after-hours"])
        self.init(
            code: try fields.string("code"), reopensOn: try fields.aspects(),
            reopensAfter: try fields.optionalDouble("reopens-after-hours").map { .hours($0) })
        if let reopensAfter, reopensAfter <= .zero {
            throw try fields.required("reopens-after-hours").error(.invalid, "longer than nothing")
        }
    }
}

extension KnowledgeMapping {
    fileprivate func aspects() throws -> Set<AnswerAspect> {
        Set(try list("reopens-on").map { try $0.choice(AnswerAspect.self) })
    }
}
