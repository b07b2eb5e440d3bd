import MedicationDomain

/// Milligrams in whole hundredths, so that a day's doses add up exactly.
struct PlannedAmount: Hashable, Comparable, Sendable {
    var hundredths: Int

    static let zero = PlannedAmount(hundredths: 0)

    init(hundredths: Int) { self.hundredths = hundredths }

    /// Never more than asked for; a rounding error of a millionth is no missing hundredth.
    init(roundingDown milligrams: Double) {
        let bounded = min(max(milligrams, 0), 1_000_000)
        hundredths = Int(bounding: (bounded * 100 + 1e-6).rounded(.down))
    }

    var milligrams: Double { Double(hundredths) / 100 }
    var text: String { DoseText.number(milligrams) }

    /// The largest multiple of the unit that is not above it.
    func rounded(downTo unit: PlannedAmount) -> PlannedAmount {
        PlannedAmount(hundredths: count(of: unit) * unit.hundredths)
    }

    /// How often the unit goes into it.
    func count(of unit: PlannedAmount) -> Int { unit.hundredths > 0 ? hundredths / unit.hundredths : 0 }
    func isMultiple(of unit: PlannedAmount) -> Bool { unit.hundredths > 0 && hundredths % unit.hundredths == 0 }

    static func + (left: PlannedAmount, right: PlannedAmount) -> PlannedAmount {
        PlannedAmount(hundredths: left.hundredths + right.hundredths)
    }
    static func * (left: PlannedAmount, count: Int) -> PlannedAmount {
        PlannedAmount(hundredths: left.hundredths * count)
    }
    static func < (left: PlannedAmount, right: PlannedAmount) -> Bool { left.hundredths < right.hundredths }
}
