import Foundation
import MedicationDomain

/// A patient's situation as a question states it: read, checked, and honest about what is not known.
struct Circumstances: Hashable, Sendable {
    struct IncomeItem: Hashable, Sendable {
        var kind: String
        /// Whose it is; nil: nobody said.
        var person: Person? = .patient
        /// Dollars a year, exact.
        var perYear: Decimal
    }

    /// Whose income it is, as far as programmes tell people apart.
    enum Person: Hashable, Sendable { case patient, spouse, other }

    /// A year's figure, or the items of today; never both.
    enum Income: Hashable, Sendable {
        case annual(Decimal)
        case items([IncomeItem])
    }

    var asOf: CalendarDay
    var state: USState?
    var household = Household()
    var income: Income?
    var age: Int?
    var flags: [Circumstance: Bool] = [:]
    var insurance: Insurance?
    var hasMedicare: Bool?
    var medicareParts: [MedicarePart: Bool] = [:]
    var resources: Decimal?
    var medicine: MedicineReading?
    /// Tablets (or millilitres) handed out at once, and how many days they last.
    var quantity: Double?
    var daysSupply: Double?
    var runOutAt: Instant?
    /// By the question's id; only answers the question allows.
    var answers: [String: String] = [:]
}
