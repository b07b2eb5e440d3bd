import EventContracts
import KnowledgeFiles

extension ClaimPaymentRules {
    /// Reads `claims` of `affordability.yaml`.
    static func read(_ node: KnowledgeNode, questions: Questions) throws -> ClaimPaymentRules {
        let fields = try node.mapping(allowed: ["days", "reasons", "management"])
        let days = try fields.integer("days")
        guard (1...365).contains(days) else {
            throw try fields.required("days").error(.invalid, "is not a number of days up to a year")
        }
        var reasons: [ClaimReason.Kind: Reason] = [:]
        for entry in try fields.list("reasons") {
            let line = try entry.mapping(allowed: ["reason", "words", "answers-yes"])
            let kind: ClaimReason.Kind = try line.choice("reason")
            let question = try line.optionalString("answers-yes")
            if let question, questions.asked[question]?.allows("yes") != true {
                throw try line.required("answers-yes").error(.unknownReference, "no question \(question) takes a yes")
            }
            let reason = Reason(words: try line.string("words"), answers: question)
            guard reasons.updateValue(reason, forKey: kind) == nil else {
                throw entry.error(.duplicateEntry, "\(kind.rawValue) stands here twice")
            }
        }
        return ClaimPaymentRules(
            reasons: reasons, days: Double(days), management: try fields.strings("management"))
    }
}
