import EventContracts
import MedicationDomain

// An answer to a claim seldom says which medicine it is about; the order it names does.

extension PatientChart {
    /// The answer with the medicine of its order in every line that does not tell one.
    func naming(_ claim: ClaimEvent) -> ClaimEvent {
        guard let order = claim.orderId.flatMap({ orders[$0.rawValue] }) else { return claim }
        var named = claim
        for index in named.lines.indices where named.lines[index].medication?.isRecognized != true {
            // Several lines of one claim that is for one order cannot all be its medicine.
            guard named.lines.count == 1 || named.lines[index].medication == nil else { continue }
            named.lines[index].medication = order.fact.medication
        }
        return named
    }

    /// The answers that came before the order they are about, told again now that it says what they mean.
    func claims(for order: OrderID) -> [ClaimEvent] {
        (further ?? [:]).sorted { $0.key < $1.key }.compactMap { _, fact in
            guard case .claim(let claim) = fact.content, claim.orderId == order else { return nil }
            let named = naming(claim)
            return named == claim ? nil : named
        }
    }
}
