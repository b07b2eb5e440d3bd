import EventContracts
import Foundation
import MedicationDomain

/// Answers who may help pay. A screener: it says what appears, who decides, and what is missing.
enum AssistancePolicy {
    static func determine(
        _ request: AssistanceRequest, requestId: String, rules: AssistanceRules
    ) throws(Refusal) -> AssistanceDetermination {
        let rules = try rules.known(at: request.knownAt)
        let facts = try Circumstances(request, rules: rules)
        return AssistanceDetermination(
            requestId: requestId, asOf: request.asOf, knownAt: request.knownAt,
            options: answers(facts, rules: rules).map(\.option),
            ruleSet: rules.ruleSet)
    }

    /// One answer per programme, what helps soonest first.
    static func answers(_ facts: Circumstances, rules: AssistanceRules) -> [ProgramAnswer] {
        rules.programs.map {
            rules.prices.priced(ProgramAnswer($0, judge: CriterionJudge(rules: rules, facts: facts)), facts)
        }
        .sorted { OptionOrder($0.option, facts) < OptionOrder($1.option, facts) }
    }
}

extension AssistanceRules {
    /// What was known on a day; without one, all that is known.
    func known(at day: CalendarDay?) throws(Refusal) -> AssistanceRules {
        guard let day else { return self }
        guard let known = recall(day) else {
            throw Refusal(code: "bad-value", message: "$.knownAt is before this rule set knew anything")
        }
        return known
    }
}

/// Result first, then what comes before the supply ends, then days to the first dose, cost, effort and id.
struct OptionOrder: Comparable {
    private let option: AssistanceOption
    private let comesTooLate: Bool

    init(_ option: AssistanceOption, _ facts: Circumstances) {
        self.option = option
        let days = option.apply.daysToFirstDose
        comesTooLate = facts.runOutAt.map { end in days.map { facts.asOf.adding(days: $0) > end.day } ?? true } ?? false
    }

    static func < (left: OptionOrder, right: OptionOrder) -> Bool { left.rank < right.rank }
    static func == (left: OptionOrder, right: OptionOrder) -> Bool { left.rank == right.rank }

    private var rank: Rank {
        let costs = [option.estimatedMonthlyCost?.low, option.estimatedMonthlyCost?.high]
        return Rank(
            result: AssistanceOption.Result.allCases.firstIndex(of: option.result) ?? .max,
            isLate: comesTooLate ? 1 : 0,
            days: option.apply.daysToFirstDose ?? .max,
            costs: costs.map { cost in cost.flatMap { Decimal(amount: $0.amount) } ?? .greatestFiniteMagnitude },
            effort: Program.Effort.allCases.firstIndex { $0.rawValue == option.apply.effort } ?? .max,
            id: option.programId)
    }

    private struct Rank: Comparable {
        var result: Int
        var isLate: Int
        var days: Int
        var costs: [Decimal]
        var effort: Int
        var id: String

        static func < (left: Rank, right: Rank) -> Bool {
            let (mine, theirs) = ([left.result, left.isLate, left.days], [right.result, right.isLate, right.days])
            if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
            if left.costs != right.costs { return left.costs.lexicographicallyPrecedes(right.costs) }
            if left.effort != right.effort { return left.effort < right.effort }
            return left.id < right.id
        }
    }
}
