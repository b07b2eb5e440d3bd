import EventContracts
import MedicationDomain

/// Whether a question makes sense, and whether a plan may be given at all.
enum TitrationSense {
    /// Half a year, for a step and for the time until a plan begins: the values it stands on have changed by then.
    static let longestDays = 183
    /// Bytes of a name or a reason; what is longer is no sentence.
    static let longestText = 500

    /// The age, once nothing speaks against a plan.
    static func check(_ question: TitrationQuestion, by rules: TitrationRules) throws(TitrationObstacle) -> Int {
        let request = question.request
        if question.isIntrathecal {
            throw TitrationObstacle(
                code: "intrathecal",
                reason: "No plan is made for intrathecal baclofen, nor beside it: pumps are set in the pump clinic.",
                advice: ["Ask the pump clinic."])
        }
        if request.allergicToBaclofen == true {
            throw TitrationObstacle(
                code: "allergy", reason: "Baclofen is contraindicated with an allergy to it.",
                advice: ["Choose another medicine."])
        }
        if request.pregnant == true {
            throw TitrationObstacle(
                code: "pregnancy",
                reason: "No plan to raise baclofen is made in pregnancy: the newborn can suffer withdrawal.",
                advice: [
                    "Ask the obstetrician and the prescriber; where benefit allows, baclofen is reduced slowly before "
                        + "delivery.", "Never stop it abruptly.",
                ])
        }
        if let override = request.kidneyOverride, !override.isDocumented {
            throw .badValue("An override names who answers for it and why, in \(longestText) bytes at most.")
        }
        try checkNumbers(question, by: rules)
        guard let age = question.age else {
            throw TitrationObstacle(
                code: "age-needed", reason: "The age is not known: start, ceiling and steps depend on it.",
                advice: ["Ask for the birth date."])
        }
        guard Double(age) >= rules.numbers.youngestAge.number(on: question.startsOn), age <= 130 else {
            throw TitrationObstacle(
                code: "no-approved-rule", reason: "There is no approved rule for a patient of this age.",
                advice: ["Ask a specialist clinic."])
        }
        return age
    }

    private static func checkNumbers(
        _ question: TitrationQuestion, by rules: TitrationRules
    ) throws(TitrationObstacle) {
        let request = question.request
        for (name, dose) in [
            ("goal", request.goalDailyDoseMilligrams), ("present dose", question.presentMilligrams),
        ] {
            guard let dose else { continue }
            guard dose.isFinite, dose > 0, dose <= 1000 else {
                throw .badValue("The \(name) must be above 0 and at most 1000 mg a day.")
            }
        }
        if let weight = question.weight?.kilograms, !(weight.isFinite && weight >= 1 && weight <= 500) {
            throw .badValue("The weight must be between 1 and 500 kg.")
        }
        if case .estimatedGFR(let value, _, _, _) = question.kidney, !(value.isFinite && value >= 0 && value <= 500) {
            throw .badValue("The eGFR must be between 0 and 500 mL/min/1.73 m².")
        }
        let most = max(1, Int(bounding: rules.numbers.mostDoses.number(on: question.startsOn)))
        if let count = request.dosesPerDay, !(1...most).contains(count) {
            throw .badValue("Doses a day are 1 to \(most).")
        }
    }
}
