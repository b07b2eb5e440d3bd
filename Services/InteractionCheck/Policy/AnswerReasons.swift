import MedicationDomain

/// What can change about a finding after somebody has answered it.
enum AnswerAspect: String, CaseIterable, Sendable {
    /// A medicine takes part that did not.
    case medicineAdded = "medicine-added"
    /// A medicine that took part already is ordered anew.
    case orderReplaced = "order-replaced"
    case doseRaised = "dose-raised"
    /// Something more about the patient weighs on it: age, kidney function, a disease.
    case factorAdded = "factor-added"
    /// A fall, or sedation, since the medicines began.
    case adverseEffect = "adverse-effect"
    case encounterChanged = "encounter-changed"
    case prescriberChanged = "prescriber-changed"
    /// The rule itself is of another version.
    case ruleChanged = "rule-changed"
}

/// What an answer with a coded reason stands on.
struct AnswerReason: Hashable, Sendable {
    /// Code of HL7's non-adherence reason codes.
    var code: String
    var reopensOn: Set<AnswerAspect>
    /// A reason that only puts the answer off ("not enough time now") ends by itself after this time.
    var reopensAfter: Span?
}

/// How answers to alerts hold, from the knowledge.
struct AnsweringRules: Hashable, Sendable {
    var reasons: [String: AnswerReason]
    /// What a plain acknowledgement stands on.
    var acknowledgement: Set<AnswerAspect>
    /// How long after its end an answered finding still counts as answered in the same encounter.
    var repeatWithin: Span
    /// The time over which what new rules make interruptive begins to interrupt.
    var ruleChangeSpread: Span

    /// A reason nobody has told us about holds for nothing that changes.
    func reopens(_ code: String?) -> Set<AnswerAspect> {
        guard let code else { return acknowledgement }
        return reasons[code]?.reopensOn ?? Set(AnswerAspect.allCases)
    }
}
