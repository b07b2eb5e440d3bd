import MedicationDomain

/// An amount of a medicine in milligrams of its leading ingredient.
enum DoseAmountReading {
    static func milligrams(
        _ amount: DoseAmount, of medication: Medication, at element: String
    ) throws(DoseDoubt) -> (low: Double, high: Double) {
        let factor = try milligramsPerUnit(amount.unit, of: medication, at: element)
        guard amount.low >= 0, amount.low <= amount.high, amount.high < 1e7 else {
            throw DoseDoubt(reason: .outOfRange, element: element)
        }
        return (amount.low * factor, amount.high * factor)
    }

    private static func milligramsPerUnit(
        _ unit: DoseUnit, of medication: Medication, at element: String
    ) throws(DoseDoubt) -> Double {
        switch unit {
        case .milligram: return 1
        case .microgram: return 0.001
        case .gram: return 1000
        case .milliliter:
            // Baclofen liquids exist at 1, 2 and 5 mg/mL: without the concentration a volume says nothing.
            guard let concentration = medication.strength?.milligramsPerMilliliter, concentration > 0 else {
                throw DoseDoubt(reason: .noConcentration, element: element)
            }
            return concentration
        case .unit:
            guard let strength = medication.strength?.milligramsPerUnit, strength > 0 else {
                throw DoseDoubt(reason: .noStrength, element: element)
            }
            return strength
        case .other: throw DoseDoubt(reason: .unknownUnit, element: element)
        }
    }
}
