import EventContracts
import FHIRModels
import Foundation
import MedicationDomain

/// An answer of ours in the form of a CoverageEligibilityResponse.
enum EligibilityWriting {
    /// `partial` as soon as a programme stays undetermined: inputs are missing, and the answer says which.
    static func response(
        to reading: EligibilityReading, _ answers: [AssistanceDetermination], at now: Instant
    ) -> FHIRCoverageEligibilityResponse {
        let items = zip(answers.indices, answers).flatMap { index, answer in
            answer.options.map { item($0, product: reading.request.items[safe: index]?.productJSON) }
        }
        let options = answers.flatMap(\.options)
        let isOpen = options.contains { $0.result == .undetermined }
        var insurances = zip(reading.request.insurances, reading.inForce).map {
            FHIRCoverageEligibilityResponse.Insurance(coverage: $0.coverageJSON, isInForce: $1)
        }
        insurances.append(.init(coverage: programmes, items: items))
        return FHIRCoverageEligibilityResponse(
            to: reading.request, created: now, outcome: isOpen ? .partial : .complete,
            disposition: disposition(options, answers.first?.ruleSet), insurances: insurances)
    }

    /// R4 wants a coverage for every answer; the programmes are none the patient has, so it is named, not pointed to.
    private static let programmes = JSONValue.object(["display": .string("Programmes that may help to pay")])

    private static func item(
        _ option: AssistanceOption, product: JSONValue?
    ) -> FHIRCoverageEligibilityResponse.Item {
        let missing = option.missing ?? []
        var sentences = ["\(option.result.rawValue): \(option.decidedBy) decides, and one may still apply."]
        if !missing.isEmpty { sentences.append("What would settle it: \(missing.joined(separator: ", ")).") }
        sentences += option.because ?? []
        if option.stale { sentences.append("The rules behind this are past their day of review.") }
        sentences.append("How: \(option.apply.how)")
        return FHIRCoverageEligibilityResponse.Item(
            product: product, name: option.name, description: sentences.joined(separator: " "),
            isExcluded: option.result == .appearsIneligible || option.result == .notApplicable,
            monthlyCost: option.estimatedMonthlyCost.map { .init(low: $0.low.amount, high: $0.high.amount) },
            documents: option.apply.documents, href: option.apply.href, result: option.result.rawValue,
            missing: missing)
    }

    private static func disposition(
        _ options: [AssistanceOption], _ rules: AssistanceDetermination.RuleSet?
    ) -> String {
        let missing = Set(options.flatMap { $0.missing ?? [] }).sorted().joined(separator: ", ")
        let open = missing.isEmpty ? "" : " Not in the request, and needed: \(missing)."
        let version = rules.map { " Rules \($0.version) (\($0.hash.prefix(12)))." } ?? ""
        return "A screening, no decision.\(open)\(version)"
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
