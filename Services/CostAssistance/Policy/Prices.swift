import Foundation
import MedicationDomain

/// What a medicine costs a patient somewhere, on a day.
struct Price: Hashable, Sendable {
    enum Pharmacy: String, Hashable, Sendable, CaseIterable { case retail, mail, clinic, hospital }

    var id: String
    /// Lower-case name, as in the catalogue of medicines.
    var ingredient: String
    var form: MedicineForm
    var strengthMilligrams: Decimal
    /// How many tablets (or millilitres) the price is for.
    var quantity: Decimal
    /// Dollars for that quantity.
    var price: Decimal
    var pharmacy: Pharmacy
    /// The kinds of programme with which this price is paid.
    var kinds: [String]
    var asOf: CalendarDay
    var reviewBy: CalendarDay
    var citations: [Citation]
}

/// What pharmacies pay for a product: never what a patient pays.
struct AcquisitionCost: Hashable, Sendable {
    enum Unit: String, Hashable, Sendable, CaseIterable { case each = "EA", millilitre = "ML", gram = "GM" }
    /// Eleven digits.
    var ndc: String
    var description: String
    /// Dollars for one unit.
    var perUnit: Decimal
    var unit: Unit
    var effective: CalendarDay
    var asOf: CalendarDay
    var citations: [Citation]
}

/// All prices that the site has; none is shipped.
struct PriceBook: Hashable, Sendable {
    var prices: [Price] = []
    var acquisitionCosts: [AcquisitionCost] = []

    /// What stands in an answer while there is nothing to estimate from.
    static let noData = "No price data is loaded, so no monthly cost is estimated."
    static let daysPerMonth: Decimal = 30
}

/// What one patient needs of one medicine in a month.
struct MonthlyNeed: Hashable, Sendable {
    var ingredient: String
    var form: MedicineForm
    /// Of one tablet as ordered.
    var strengthMilligrams: Decimal
    /// Tablets as ordered in thirty days.
    var tablets: Decimal
}
