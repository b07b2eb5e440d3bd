import EventContracts
import MedicationDomain

/// How much baclofen was handed over.
enum DispensedAmount {
    /// Milligrams, below zero for what was brought back; nil when quantity, unit or strength cannot be read.
    static func milligrams(of dispense: DispenseEvent) -> Double? {
        if let milligrams = dispense.quantityMilligrams { return milligrams == 0 ? nil : milligrams }
        guard let quantity = dispense.quantity, quantity.low != 0 else { return nil }
        let strength = dispense.medication.strength
        switch quantity.unit {
        case .milligram: return quantity.low
        case .gram: return quantity.low * 1000
        case .microgram: return quantity.low / 1000
        case .unit: return strength?.milligramsPerUnit.map { $0 * quantity.low }
        case .milliliter: return strength?.milligramsPerMilliliter.map { $0 * quantity.low }
        case .other: return nil
        }
    }
}
