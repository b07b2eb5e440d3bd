import EventContracts
import MedicationDomain

/// A patient's cases in the picture that is kept of them.
extension CoveragePicture {
    /// Applies a step to its case; throws a `Refusal` for a step that cannot be.
    mutating func take(_ step: AssistanceCaseStep, rules: CaseRules, at now: Instant) throws(Refusal) {
        var shelf = cases ?? []
        let index = shelf.firstIndex { $0.caseId == step.caseId }
        let changed = try CasePolicy.take(
            step, index.map { shelf[$0] }, rules: rules, supplyEnds: supplyEnds, asOf: now)
        if let index {
            shelf[index] = changed
        } else {
            guard shelf.count < CaseRules.kept else {
                throw Refusal(code: "too-many-cases", message: "the patient has \(CaseRules.kept) cases")
            }
            shelf.append(changed)
            shelf.sort { $0.caseId < $1.caseId }
        }
        cases = shelf
    }

    /// Lets time do its part; returns the cases as they stand, those that go included.
    mutating func settleCases(rules: CaseRules, at now: Instant) -> [AssistanceCase] {
        let standing = (cases ?? []).map { CasePolicy.elapsed($0, asOf: now) }
        let kept = standing.filter { !CasePolicy.isToBeRemoved($0, rules: rules, asOf: now) }
        cases = kept.isEmpty ? nil : kept
        return standing
    }
}
