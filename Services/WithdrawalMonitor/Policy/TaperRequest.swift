import EventContracts
import MedicationDomain

/// What a taper is asked for.
struct TaperRequest: Hashable, Sendable {
    var dailyDoseMilligrams: Double
    /// How long the patient has taken it; nil when unknown.
    var courseDays: Int?
    var age: Int?
    var riskPoints: Int?
    /// Tablets at hand; nil: what is on the market.
    var strengthsMilligrams: [Double]?
    var halvesAllowed = false
    /// For a liquid: milligrams in one millilitre; nil for tablets.
    var milligramsPerMilliliter: Double?
    var path: Regimen.Path = .enteral
    var startsOn: CalendarDay
    var patient: PatientID
}

/// Why no plan is given, and what to do instead.
enum TaperRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case intrathecal
    case doseOutOfRange(maximumMilligrams: Double)
    case missingTablet(milligrams: Double)
    case tooYoung(below: Int)
    case concentrationUnknown
    /// Withdrawal that is more than mild: no step of any plan.
    case emergency

    var description: String {
        switch self {
        case .intrathecal:
            "intrathecal baclofen is tapered by reprogramming or a weaker solution in a specialist clinic: "
                + "refer to the pump clinic, no table is given"
        case .doseOutOfRange(let maximum):
            "no approved rule: the daily dose must be above 0 and at most \(Amount.text(maximum)) mg"
        case .tooYoung(let age):
            "no template is approved below \(age) years: refer to the paediatric specialist who knows the child's weight"
        case .concentrationUnknown: "a liquid needs its concentration in mg per mL, above 0"
        case .emergency:
            "seizure, hallucinations, fever, rigidity or confusion: emergency department now; stop reducing and resume "
                + "the last tolerated dose unless toxicity is suspected"
        case .missingTablet(let milligrams):
            "the steps need a \(Amount.text(milligrams)) mg tablet (or scored halves that give "
                + "\(Amount.text(milligrams)) mg), which is not among the strengths at hand"
        }
    }
}
