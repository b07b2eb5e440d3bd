import EventContracts
import Foundation
import MedicationDomain

/// All the service knows: programmes, dated numbers, states, words for medicines and kinds of income.
struct AssistanceRules: Sendable {
    /// Ids of the parameters the policies themselves use.
    enum Name {
        static let annualIncomeMargin = "house.annual-income-margin"
        static let alertOptions = "house.alert-options"
        static let affordabilityDays = "house.affordability-supply-days"
        static let generalDisregard = "medicare.lis.general-disregard"
        static let earnedDisregard = "medicare.lis.earned-disregard"
        static let countedEarnedShare = "medicare.lis.earned-share-counted"
        static func povertyFirst(_ area: String) -> String { "hhs.poverty-guideline.\(area).first-person" }
        static func povertyExtra(_ area: String) -> String { "hhs.poverty-guideline.\(area).each-additional-person" }
        static let all = [
            annualIncomeMargin, affordabilityDays, alertOptions, generalDisregard, earnedDisregard, countedEarnedShare,
        ]
    }

    var programs: [Program]
    var parameters: [String: Parameter]
    var states: [String: USState]
    var incomeKinds: [String: IncomeKind]
    var medicines: MedicineWords
    var questions: Questions
    var ruleSet: AssistanceDetermination.RuleSet
    /// The rules as they were known on a day; nil: nothing was known yet.
    var recall: @Sendable (CalendarDay) -> AssistanceRules? = { _ in nil }
    var prices = PriceBook()

    func reading(_ id: String, on day: CalendarDay, knownAt: CalendarDay? = nil) -> Reading? {
        parameters[id]?.reading(on: day, knownAt: knownAt)
    }
}

/// A state or territory, with the area whose poverty guideline holds there; nil: none is published.
struct USState: Hashable, Sendable {
    var code: String
    var name: String
    var povertyArea: String?
}

/// What a kind of income is to the income rules.
struct IncomeKind: Hashable, Sendable {
    var isEarned: Bool
    /// False: whether it counts as modified adjusted gross income depends on the case.
    var countsForMAGI: Bool
}
