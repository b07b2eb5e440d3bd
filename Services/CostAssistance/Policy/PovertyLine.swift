import Foundation
import MedicationDomain

/// 100 % of the federal poverty guideline for a household, dollars a year.
struct PovertyLine: Hashable, Sendable {
    var amount: Decimal
    var readings: [Reading]

    /// First person plus so much for each further one, for any size (clinical facts §5.2).
    ///
    /// The guideline in force on the day counts, which is Medicaid's rule. Nil where none is known.
    static func find(
        area: String, household: Int, on day: CalendarDay, rules: AssistanceRules
    ) -> PovertyLine? {
        guard let first = rules.reading(AssistanceRules.Name.povertyFirst(area), on: day),
            let extra = rules.reading(AssistanceRules.Name.povertyExtra(area), on: day)
        else { return nil }
        return PovertyLine(
            amount: first.value + extra.value * Decimal(household - 1), readings: [first, extra])
    }
}
