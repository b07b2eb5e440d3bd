import EventContracts
import MedicationDomain

/// What happened to the patient while taking what should not meet: falls, and sedation that was noted.
enum AdverseEffects {
    static let kinds: [ObservationEvent.Kind] = [.fall, .sedation]

    static func isWord(_ factor: String) -> Bool { kinds.contains { factor.hasPrefix("\($0.rawValue) on ") } }

    /// The newest of each kind since the last of the medicines began, in words: `fall on 2026-11-20`.
    static func words(_ profile: MedicationProfile, since medicines: [PresentMedicine]) -> [String] {
        let beginning = medicines.filter { $0.medicine.source == .ordered }.compactMap(\.medicine.startsAt).max()
        return kinds.compactMap { kind in
            // A recorded 0 says that there was none.
            guard let newest = profile.newestObservation(kind), newest.value != 0 else { return nil }
            if let beginning, newest.at < beginning { return nil }
            return "\(kind.rawValue) on \(newest.at.day)"
        }
    }
}
