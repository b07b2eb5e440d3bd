import EventContracts
import MedicationDomain

/// What stands in the end, apart from the moments at which things were said: the same for every interleaving (8).
struct OpenState: Equatable {
    private(set) var entries: [String: String] = [:]

    init(_ auditor: Auditor) throws {
        // What was said under an id on its way into another depends on how long the way was; it is judged there.
        let merged = try auditor.mergedPatients()
        for alert in try auditor.newestAlerts() where alert.status != .resolved {
            // What a person answered depends on when they did.
            if auditor.wasAnswered(alert.alertId) { continue }
            let medicines = alert.medications.map { $0.orderId?.rawValue ?? $0.text }.sorted()
            entries[alert.alertId.rawValue] =
                "\(alert.status.rawValue) \(alert.severity.rawValue) \(alert.interruptive) \(medicines)"
        }
        for (entity, word) in auditor.newest where SupplyProjection.types.contains(word.type) {
            let supply = try SupplyProjection.decode(word.data, type: word.type)
            if merged.contains(supply.patientId) { continue }
            entries[entity.rawValue] =
                "\(supply.state.rawValue) \(supply.dailyDoseMilligrams ?? -1) \(supply.runOutAt?.day.description ?? "-")"
        }
        for (name, order) in try auditor.newestOrders()
        where order.isHandedBack != true && !merged.contains(order.patientId) {
            entries[name.rawValue] = "\(order.status.rawValue) \(order.dailyDoseMilligrams ?? -1)"
        }
    }

    /// How it differs from another, in words; answered alerts count in neither.
    func differences(from other: OpenState, except answered: Set<String>) -> [String] {
        Set(entries.keys).union(other.entries.keys).subtracting(answered).sorted()
            .filter { entries[$0] != other.entries[$0] }
            .map { "\($0): \(entries[$0] ?? "nothing") instead of \(other.entries[$0] ?? "nothing")" }
    }
}
