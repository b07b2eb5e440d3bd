import EventContracts
import MedicationDomain

/// A medicine that counts now: taken, ordered or on hold, or ended and not yet washed out.
///
/// An object, because rule after rule is asked which of them it means: handing one on costs one count and not that of
/// every text in it.
final class PresentMedicine: Sendable {
    /// What is new about it; nothing for an unchanged renewal.
    enum Change: Hashable, Sendable { case started, doseRaised, doseLowered }

    /// Tells it apart from the patient's other medicines.
    let key: String
    private let shared: SharedValue<ProfileMedicine>
    /// What the knowledge says of its ingredients, as far as it knows them.
    let known: [ClassIndex.Entry]
    let classes: Set<String>
    /// When it stops to count; nil while it is current.
    let washedOutAt: Instant?
    let change: Change?

    init(
        key: String, medicine: SharedValue<ProfileMedicine>, known: [ClassIndex.Entry], washedOutAt: Instant?,
        change: Change?
    ) {
        (self.key, shared, self.known) = (key, medicine, known)
        (self.washedOutAt, self.change) = (washedOutAt, change)
        classes = known.dropFirst().reduce(into: known.first?.classes ?? []) { $0.formUnion($1.classes) }
    }

    var medicine: ProfileMedicine { shared.value }
    /// As people call it: the matched ingredient, else the text it came with.
    var name: String { known.first?.name ?? medicine.text }
    var isCurrent: Bool { washedOutAt == nil }
    var startsOrRises: Bool { change == .started || change == .doseRaised }
}

extension MedicationProfile {
    /// Everything that counts at that time, sorted by key; medicines that act locally never do.
    func present(_ knowledge: InteractionKnowledge, asOf now: Instant) -> [PresentMedicine] {
        medicines.keys.sorted().compactMap { key in
            guard let medicine = medicines[key], !medicine.isLocal else { return nil }
            let known = medicine.ingredients.compactMap { knowledge.index[$0] }
            let hasEnded = medicine.value.hasEnded(at: now)
            let washedOutAt = hasEnded ? medicine.value.washedOutAt(known) : nil
            if hasEnded, washedOutAt.map({ $0 <= now }) ?? true { return nil }
            return PresentMedicine(
                key: key, medicine: medicine, known: known, washedOutAt: washedOutAt,
                // What no rule speaks of has nothing new to say.
                change: hasEnded || known.isEmpty ? nil : change(of: medicine.value, under: key))
        }
    }

    /// Removes what no longer counts, so that the profile grows with therapies and not with years.
    mutating func dropWashedOut(_ knowledge: InteractionKnowledge, asOf now: Instant) {
        guard medicines.values.contains(where: { $0.value.hasEnded(at: now) }) else { return }
        medicines = medicines.filter { _, medicine in
            guard medicine.value.hasEnded(at: now) else { return true }
            return medicine.value.washedOutAt(knowledge).map { $0 > now } ?? false
        }
    }

    /// Whether the order starts a therapy or changes its dose, judged against what came before it.
    private func change(of medicine: ProfileMedicine, under key: String) -> PresentMedicine.Change? {
        guard medicine.source == .ordered else { return nil }
        switch medicine.doseChange {
        case .raised: return .doseRaised
        case .lowered: return .doseLowered
        case nil: break
        }
        let named = medicine.priorOrderId.flatMap { medicines["order:\($0.rawValue)"]?.value }
        if named == nil, medicine.context == .new { return .started }
        guard let earlier = named ?? predecessor(of: medicine, under: key) else {
            return medicine.context == .unknown ? .started : nil
        }
        switch medicine.doseRatio(to: earlier) {
        case .some(let ratio) where ratio > 1: return .doseRaised
        case .some(let ratio) where ratio < 1: return .doseLowered
        case .some: return nil
        case nil: return medicine.context == .new ? .started : nil
        }
    }

    /// The latest earlier order of the same ingredient by the same route.
    private func predecessor(of medicine: ProfileMedicine, under key: String) -> ProfileMedicine? {
        guard let start = medicine.startsAt else { return nil }
        var latest: (start: Int64, key: String)?
        for (otherKey, other) in medicines {
            guard otherKey != key, other.source != .given, other.route == medicine.route,
                other.startsAt.map({ $0 < start }) ?? (other.source == .reported),
                other.ingredients.contains(where: { one in medicine.ingredients.contains { $0.name == one.name } })
            else { continue }
            let place = (start: other.startsAt?.millisecondsSince1970 ?? 0, key: otherKey)
            if latest.map({ $0 < place }) ?? true { latest = place }
        }
        return latest.flatMap { medicines[$0.key]?.value }
    }
}

extension ProfileMedicine {
    /// Recognised, and no rule speaks of it: whether it is there, was changed or ended changes no finding.
    func isInert(_ knowledge: InteractionKnowledge) -> Bool {
        isRecognized && ingredients.allSatisfy { knowledge.index[$0] == nil }
    }

    /// When it stops to count after its end; nil without an end, or when no rule speaks of it.
    func washedOutAt(_ knowledge: InteractionKnowledge) -> Instant? {
        end == nil ? nil : washedOutAt(ingredients.compactMap { knowledge.index[$0] })
    }

    /// The same by what is known of its ingredients.
    fileprivate func washedOutAt(_ known: [ClassIndex.Entry]) -> Instant? {
        guard let end, let washout = known.map(\.washout).max() else { return nil }
        return end + washout
    }
}
