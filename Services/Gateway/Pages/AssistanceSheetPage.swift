import EventContracts
import MedicationDomain

/// What the patient takes home: what may help, what to bring, who decides, and by when. Nothing of income, household or
/// reasons stands on it.
struct AssistanceSheetPage: Sendable {
    struct Help: Sendable {
        let program: String
        let how: String
        let howLink: String?
        let decidedBy: String
        let firstDose: String
        let cost: String?
        let documents: [String]
        let stale: Bool
    }

    let title = "Help with the cost"
    let onAssistance = true
    let checks: ChecksView
    let likely: [Help]
    let possible: [Help]
    /// What may help besides; the sheet stays one that is read.
    let morePossible: Int?
    static let mostPossible = 6
    let isEmpty: Bool
    let determinedOn: String
    let ruleSet: String
    let printedOn: String
    /// The last day of the supply, where it was told: the help has to come before it.
    let supplyEnds: String?

    init(_ answer: AssistanceDetermination, supplyEnds: CalendarDay?, checks: ChecksView, on day: CalendarDay) {
        func helps(_ result: AssistanceOption.Result) -> [Help] {
            answer.options.filter { $0.result == result }.map { option in
                let view = AssistanceResult.view(of: option)
                return Help(
                    program: option.name, how: view.how, howLink: view.howLink, decidedBy: option.decidedBy,
                    firstDose: view.firstDose, cost: view.cost, documents: option.apply.documents, stale: option.stale)
            }
        }
        self.checks = checks
        likely = helps(.appearsEligible)
        let open = helps(.undetermined)
        possible = Array(open.prefix(AssistanceSheetPage.mostPossible))
        morePossible = open.count > possible.count ? open.count - possible.count : nil
        isEmpty = likely.isEmpty && possible.isEmpty
        determinedOn = answer.asOf.description
        ruleSet = answer.ruleSet.version
        printedOn = day.description
        self.supplyEnds = supplyEnds?.description
    }
}
