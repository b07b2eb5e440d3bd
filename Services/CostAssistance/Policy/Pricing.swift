import EventContracts
import Foundation
import MedicationCatalog
import MedicationDomain

extension PriceBook {
    /// The answer with what it costs, as far as a price is known; or with the reason why there is no estimate.
    func priced(_ answer: ProgramAnswer, _ facts: Circumstances) -> ProgramAnswer {
        guard !prices.isEmpty else { return answer }
        var answer = answer
        let sentence: String
        switch need(facts) {
        case .failure(let lack): sentence = "No monthly cost is estimated: \(lack.text) is not known."
        case .success(let need):
            if let estimate = PriceEstimate(need, kind: answer.option.kind, book: self, on: facts.asOf) {
                sentence = Self.words(estimate)
                answer.option.estimatedMonthlyCost = .init(
                    low: Money(amount: estimate.low.plainText), high: Money(amount: estimate.high.plainText))
                answer.option.stale = answer.option.stale || estimate.isStale
                answer.option.citations = (answer.option.citations + estimate.prices.flatMap(\.citations)).uniqued()
            } else {
                sentence = "No price of this medicine is loaded for this programme, so no monthly cost is estimated."
            }
        }
        answer.option.because = answer.option.because?.map { $0 == Self.noData ? sentence : $0 }
        return answer
    }

    private struct Lack: Error { var text: String }

    private func need(_ facts: Circumstances) -> Result<MonthlyNeed, Lack> {
        guard let text = facts.medicine?.text else { return .failure(Lack(text: "the medicine")) }
        guard let quantity = facts.quantity, let days = facts.daysSupply else {
            return .failure(Lack(text: "the quantity or the days it lasts"))
        }
        let recognized = try? MedicationCatalog.standard.recognize(text: text).medication
        guard let medication = recognized, medication.ingredients.count == 1,
            let milligrams = medication.strength?.milligramsPerUnit, let form = facts.medicine?.form, form == .tablet
        else { return .failure(Lack(text: "the strength of the tablets")) }
        return .success(
            MonthlyNeed(
                ingredient: medication.ingredients[0].name, form: form,
                strengthMilligrams: Decimal(milligrams).rounded(to: 6),
                tablets: (Decimal(quantity) / Decimal(days) * Self.daysPerMonth).rounded(to: 6)))
    }

    private static func words(_ estimate: PriceEstimate) -> String {
        let days = estimate.prices.map(\.asOf)
        let from = days.min().map { first in
            days.max() == first ? "of \(first)" : "of \(first) to \(days.max() ?? first)"
        }
        let age = estimate.isStale ? ", past their day of review" : ""
        return "A month (30 days) costs about \(estimate.low.dollars) to \(estimate.high.dollars) with "
            + "\(estimate.strengthMilligrams.plainText) mg tablets, by the site's prices \(from ?? "")\(age)."
    }
}
