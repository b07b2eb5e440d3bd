import Foundation
import MedicationDomain

/// A patient's situation as a question states it: read, checked, and honest about what is not known.
struct Circumstances: Hashable, Sendable {
    struct IncomeItem: Hashable, Sendable {
        var kind: String
        /// Dollars a year, exact.
        var perYear: Decimal
    }

    /// A year's figure, or the items of today; never both.
    enum Income: Hashable, Sendable {
        case annual(Decimal)
        case items([IncomeItem])
    }

    var asOf: CalendarDay
    var state: USState?
    var householdSize: Int?
    /// What would tell the household's size when it is not known.
    var householdMissing = "householdSize"
    /// Whether patient and spouse are counted together.
    var isCouple: Bool?
    var income: Income?
    var age: Int?
    var flags: [Circumstance: Bool] = [:]
    var insurance: Insurance?
    var hasMedicare: Bool?
    var resources: Decimal?
    var medicine: MedicineReading?
    /// Tablets (or millilitres) handed out at once, and how many days they last.
    var quantity: Double?
    var daysSupply: Double?
    var runOutAt: Instant?
}
