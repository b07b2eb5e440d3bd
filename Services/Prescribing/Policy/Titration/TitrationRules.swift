import EventContracts
import MedicationDomain

/// What a plan to reach a dose goes by, beside the rules that judge orders: `titration-plan.yaml` as plain values.
struct TitrationRules: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable, CaseIterable { case label, careful, child }

    /// Where a schedule is written, and who signed it here.
    struct Schedule: Hashable, Sendable {
        var reference: RuleReference
        /// The pharmacist; nil: a proposal.
        var approvedBy: String?
    }

    /// A form baclofen comes in.
    struct Product: Hashable, Sendable {
        /// Milligrams in a piece, or in a millilitre.
        var strengths: [Double]
        /// Those that may be halved.
        var scored: [Double] = []
    }

    struct Numbers: Hashable, Sendable {
        /// Milligrams at once at the very start.
        var firstSingleDose: DatedNumber
        /// The one step of the label's own table that is larger than its rise, in milligrams a day.
        var lastRiseFrom: DatedNumber
        var lastRiseTo: DatedNumber
        /// Days a dose stands in patients who need care, and in children.
        var daysPerCarefulStep: DatedNumber
        var childDaysPerStep: DatedNumber
        /// The most doses a day; how few there may be follows from the largest single dose.
        var mostDoses: DatedNumber
        var childDoses: DatedNumber
        /// Doses are multiples of this: milligrams, and millilitres for doses by weight.
        var doseStep: DatedNumber
        var volumeStep: DatedNumber
        /// Years.
        var youngestAge: DatedNumber
        var adultFromAge: DatedNumber
        var olderFromAge: DatedNumber
        /// mL/min/1.73 m² below which steps are slower; the start below all starting rules; what unknown stands for.
        var carefulBelowGFR: DatedNumber
        var lowGFRStart: DatedNumber
        var unknownGFRPlannedAs: DatedNumber
        var reviewWeeks: DatedNumber
    }

    var version: String
    var schedules: [Kind: Schedule]
    var products: [DoseForm: Product]
    /// Times of day, by number of doses.
    var times: [Int: [String]]
    var numbers: Numbers
}
