import EventContracts
import FHIRModels

/// Whether one line of a claim is paid, and why not; what cannot be told is `unclear` and never "paid".
struct ClaimRuling {
    let verdict: ClaimEvent.Verdict
    let reasons: [ClaimReason]

    /// Longer words of an insurer are cut: they are shown beside a reason that nobody recognised.
    private static let wordsKept = 200

    init(_ response: FHIRClaimResponse, items: [FHIRClaimResponse.Item], sequence: Int?, codes: ClaimReasonCodes) {
        let problems = response.problems.filter { $0.itemSequence == nil || $0.itemSequence == sequence }
        let own = items.flatMap(\.adjudications)
        let adjudications = own + response.adjudications
        var found = Findings()
        for problem in problems { found.take(problem.code, codes) }
        for restriction in items.flatMap(\.restrictions) {
            found.take(FHIRCodeableConcept(codings: [restriction]), codes)
        }
        for reason in adjudications.compactMap(\.reason) { found.take(reason, codes) }

        // What the whole answer adds up to says nothing of one line among several.
        let amounts = own.isEmpty ? response.adjudications : own
        let paid = amounts.amount("benefit")
        let eligible = [paid, amounts.amount("eligible")].compactMap(\.self).max()
        let words = ([response.disposition] + response.notes).compactMap(\.self).joined(separator: " ")
        let isPaid = paid.map { $0 > 0 } ?? false
        if response.outcome == .error || !problems.isEmpty || (found.isRejected && !isPaid) {
            verdict = .rejected
        } else if isPaid {
            verdict = .accepted
        } else if response.outcome != .complete || (found.isUnknown && !(eligible.map { $0 > 0 } ?? false)) {
            verdict = .unclear
        } else {
            // Nothing of it counts towards the benefit, or words alone say what became of it: processed is not paid.
            let isOpen = eligible == 0 || (eligible == nil && !words.isEmpty)
            verdict = isOpen && !found.isPaid ? .unclear : .accepted
        }
        var reasons = found.reasons
        if verdict != .accepted, !reasons.contains(where: { $0.kind != .unrecognized }) {
            if reasons.isEmpty { reasons = [ClaimReason(.unrecognized)] }
            if reasons[0].text == nil { reasons[0].text = Self.cut(words) }
        }
        self.reasons = reasons
    }

    fileprivate static func cut(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text.count <= wordsKept ? text : text.prefix(wordsKept - 1) + "…"
    }

    /// Reasons in the order they were found, each once.
    private struct Findings {
        var reasons: [ClaimReason] = []
        var isRejected = false
        var isUnknown = false
        var isPaid = false

        mutating func take(_ concept: FHIRCodeableConcept, _ codes: ClaimReasonCodes) {
            for coding in concept.codings {
                guard let meaning = codes.meaning(of: coding) else { continue }
                switch meaning {
                case .paid: isPaid = true
                case .restricted: break
                case .rejected: isRejected = true
                }
                if let kind = meaning.kind { add(ClaimReason(kind, system: coding.system, code: coding.code)) }
                return
            }
            isUnknown = true
            let coding = concept.codings.first { $0.code != nil }
            add(
                ClaimReason(
                    .unrecognized, system: coding?.system, code: coding?.code,
                    text: ClaimRuling.cut(concept.text ?? coding?.display ?? concept.name)))
        }

        private mutating func add(_ reason: ClaimReason) { if !reasons.contains(reason) { reasons.append(reason) } }
    }
}

extension [FHIRClaimResponse.Adjudication] {
    /// The sum of one category; nil where it has no amount.
    fileprivate func amount(_ category: String) -> Double? {
        let amounts = filter { $0.category.codings.contains { $0.code == category } }.compactMap(\.amount)
        return amounts.isEmpty ? nil : amounts.reduce(0, +)
    }
}
