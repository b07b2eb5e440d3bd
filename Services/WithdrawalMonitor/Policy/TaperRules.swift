import EventContracts
import MedicationDomain

/// Everything tapers take from the knowledge files.
struct TaperRules: Hashable, Sendable {
    /// How one kind of patient comes off.
    struct Template: Hashable, Sendable {
        var reference: RuleReference
        /// The pharmacist who signed it; nil: a proposal.
        var approvedBy: String?
        var intervalDays: Int
        var minimumDays: Int
        /// The step while the dose is above `aboveMilligrams`; highest first.
        var steps: [StepBand]
    }
    struct StepBand: Hashable, Sendable {
        var aboveMilligrams: Double
        var stepMilligrams: Double
    }
    /// Below this age there is no template.
    var fromAge: Int
    var standard: Template
    var cautious: Template
    var fast: Template
    var cautiousFromAge: Int
    var cautiousAboveCourseDays: Int
    var cautiousFromRisk: Int
    var fastBelowCourseDays: Int
    var fastUpToMilligrams: Double
    /// The steps of the tablets: doses are whole multiples of it.
    var gridMilligrams: Double
    var maximumDailyDoseMilligrams: Double
    /// Above this daily dose there are four doses a day, else three.
    var fourDosesAboveMilligrams: Double
    var tabletStrengthsMilligrams: [Double]
    var scoredStrengthsMilligrams: [Double]
    /// After symptoms the step before is held at least this long, before smaller steps.
    var stepBackDays: Int
}
