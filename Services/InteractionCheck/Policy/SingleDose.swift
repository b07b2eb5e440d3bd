import EventContracts
import MedicationDomain

/// A medicine given once by such a route counts as given for so long, whether or not anybody completes its order.
struct SingleDose: Hashable, Sendable {
    var routes: Set<Route>
    var span: Span
    var evidence: EvidenceLevel
    var citations: [Citation]
}

extension ProfileMedicine {
    /// When the one dose of an order is given at the earliest; nil for every other order, and while it is held.
    static func singleDose(of order: OrderEvent, replacing earlier: ProfileMedicine?, at now: Instant) -> Instant? {
        guard order.dosageInstructions.isSingleDose, order.status.isActive else { return nil }
        let start = order.startsAt ?? order.authoredAt
        // The same dose said again is not given again.
        if let known = earlier?.singleDoseAt, earlier?.startsAt == start { return known }
        return order.status == .released ? max(start ?? now, now) : start ?? now
    }
}

extension MedicationProfile {
    /// Gives single doses the end that the knowledge has for them.
    mutating func endSingleDoses(_ knowledge: InteractionKnowledge) {
        guard medicines.values.contains(where: { $0.singleDoseAt != nil }) else { return }
        for (key, medicine) in medicines {
            guard let given = medicine.singleDoseAt else { continue }
            let spans = medicine.ingredients.compactMap { knowledge.index[$0]?.singleDose }
                .filter { $0.routes.contains(medicine.route) }.map(\.span)
            guard let span = spans.max() else { continue }
            var ending = medicine.value
            ending.endsAt = given + span
            if ending != medicine.value { medicines[key] = SharedValue(ending) }
        }
    }
}
