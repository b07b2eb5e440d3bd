import EventContracts
import MedicationDomain

/// What a plan is asked for, and what is known of the patient.
struct TitrationQuestion: Hashable, Sendable {
    var request: TitrationRequest
    var startsOn: CalendarDay
    var age: Int?
    var weight: PatientPicture.Weight?
    var kidney: KidneyFunction
    /// The daily dose taken now, in milligrams; nil: none that is known.
    var presentMilligrams: Double?
    var isIntrathecal = false
    /// What those who asked could not look at.
    var notChecked: [CheckStatement.Omission] = []
    /// What is to be said on the plan besides.
    var cautions: [String] = []
}

/// Why there is no plan.
struct TitrationObstacle: Error, Hashable, Sendable {
    var code: String
    var reason: String
    var advice: [String] = []
    var rule: RuleReference?

    func refusal(of patient: PatientID) -> TitrationRefusal {
        TitrationRefusal(patientId: patient, code: code, reason: reason, advice: advice, rule: rule)
    }
}

extension TitrationObstacle {
    static func productUnknown(_ reason: String, known rules: TitrationRules) -> TitrationObstacle {
        let known = rules.products.sorted { $0.key.rawValue < $1.key.rawValue }.map { form, product in
            let unit = TitrationProduct.Kind(form) == .liquid ? "mg/mL" : "mg"
            let form = form == .oralSolution ? "solution" : form == .oralSuspension ? "suspension" : form.rawValue
            return "\(form) of \(product.strengths.map { DoseText.number($0) }.listed) \(unit)"
        }
        return TitrationObstacle(
            code: "product-unknown", reason: reason, advice: ["Known are " + known.joined(separator: "; ") + "."])
    }

    /// The question, not the patient, is in the way.
    static let badValueCode = "bad-value"
    static func badValue(_ reason: String) -> TitrationObstacle {
        TitrationObstacle(code: badValueCode, reason: reason)
    }

    static let noRule = TitrationObstacle(
        code: "no-approved-rule",
        reason: "The knowledge holds no rule for this patient's start, ceiling or single dose.")
}
