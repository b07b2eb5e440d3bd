import EventContracts
import MedicationDomain

/// A medicine that counts now: taken, ordered or on hold, or ended and not yet washed out.
struct PresentMedicine: Hashable, Sendable {
    /// What is new about it; nothing for an unchanged renewal.
    enum Change: Hashable, Sendable { case started, doseRaised, doseLowered }

    var key: String
    var medicine: ProfileMedicine
    /// As people call it: the matched ingredient, else the text it came with.
    var name: String
    var classes: Set<String>
    /// When it stops to count; nil while it is current.
    var washedOutAt: Instant?
    var change: Change?

    var isCurrent: Bool { washedOutAt == nil }
    var startsOrRises: Bool { change == .started || change == .doseRaised }
}

extension MedicationProfile {
    /// Everything that counts at that time, sorted by key; medicines that act locally never do.
    func present(_ knowledge: InteractionKnowledge, asOf now: Instant) -> [PresentMedicine] {
        medicines.sorted { $0.key < $1.key }.compactMap { key, medicine in
            guard !medicine.isLocal else { return nil }
            let entries = medicine.ingredients.compactMap { knowledge.index[$0] }
            let washedOutAt = medicine.washedOutAt(knowledge)
            let hasEnded = medicine.hasEnded(at: now)
            if hasEnded, washedOutAt.map({ $0 <= now }) ?? true { return nil }
            return PresentMedicine(
                key: key, medicine: medicine, name: entries.first?.name ?? medicine.text,
                classes: entries.reduce(into: Set()) { $0.formUnion($1.classes) },
                washedOutAt: hasEnded ? washedOutAt : nil,
                change: hasEnded ? nil : change(of: medicine, under: key))
        }
    }

    /// Removes what no longer counts, so that the profile grows with therapies and not with years.
    mutating func dropWashedOut(_ knowledge: InteractionKnowledge, asOf now: Instant) {
        medicines = medicines.filter { _, medicine in
            guard medicine.hasEnded(at: now) else { return true }
            return medicine.washedOutAt(knowledge).map { $0 > now } ?? false
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
        let named = medicine.priorOrderId.flatMap { medicines["order:\($0.rawValue)"] }
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
        let names = Set(medicine.ingredients.map(\.name))
        return medicines.filter { other in
            other.key != key && other.value.source != .given && other.value.route == medicine.route
                && other.value.startsAt.map { $0 < start } ?? (other.value.source == .reported)
                && !names.isDisjoint(with: other.value.ingredients.map(\.name))
        }
        .max {
            ($0.value.startsAt?.millisecondsSince1970 ?? 0, $0.key) < (
                $1.value.startsAt?.millisecondsSince1970 ?? 0, $1.key
            )
        }?
        .value
    }
}

extension ProfileMedicine {
    /// When it stops to count after its end; nil without an end, or when no rule speaks of it.
    func washedOutAt(_ knowledge: InteractionKnowledge) -> Instant? {
        guard let end, let washout = ingredients.compactMap({ knowledge.index[$0]?.washout }).max() else { return nil }
        return end + washout
    }
}
