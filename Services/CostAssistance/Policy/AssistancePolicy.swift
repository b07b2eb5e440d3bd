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
        let options = answers(facts, rules: rules).map(\.option)
        return AssistanceDetermination(
            requestId: requestId, asOf: request.asOf, knownAt: request.knownAt, options: options,
            ruleSet: rules.ruleSet, next: NextQuestions.inWords(options, rules.questions),
            answered: rules.questions.inWords(facts.answers))
    }

    /// One answer per programme, what helps soonest first.
    static func answers(_ facts: Circumstances, rules: AssistanceRules) -> [ProgramAnswer] {
        let judge = CriterionJudge(rules: rules, facts: facts)
        return rules.programs.map { program in
            let answer = ProgramAnswer(program, judge: judge)
            let priced = rules.prices.priced(answer, facts)
            return (order: OptionOrder(priced.option, facts), answer: priced)
        }
        .sorted { $0.order < $1.order }
        .map(\.answer)
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
    private let rank: Rank

    init(_ option: AssistanceOption, _ facts: Circumstances) {
        let days = option.apply.daysToFirstDose
        let comesTooLate =
            facts.runOutAt.map { end in days.map { facts.asOf.adding(days: $0) > end.day } ?? true } ?? false
        let costs = [option.estimatedMonthlyCost?.low, option.estimatedMonthlyCost?.high]
        rank = Rank(
            places: [
                AssistanceOption.Result.allCases.firstIndex(of: option.result) ?? .max, comesTooLate ? 1 : 0,
                days ?? .max,
            ],
            costs: costs.map { cost in cost.flatMap { Decimal(amount: $0.amount) } ?? .greatestFiniteMagnitude },
            effort: Program.Effort.allCases.firstIndex { $0.rawValue == option.apply.effort } ?? .max,
            id: option.programId)
    }

    static func < (left: OptionOrder, right: OptionOrder) -> Bool { left.rank < right.rank }
    static func == (left: OptionOrder, right: OptionOrder) -> Bool { left.rank == right.rank }

    private struct Rank: Comparable {
        /// Result, lateness, days: each decides where those before it are equal.
        var places: [Int]
        var costs: [Decimal]
        var effort: Int
        var id: String

        static func < (left: Rank, right: Rank) -> Bool {
            if left.places != right.places { return left.places.lexicographicallyPrecedes(right.places) }
            if left.costs != right.costs { return left.costs.lexicographicallyPrecedes(right.costs) }
            if left.effort != right.effort { return left.effort < right.effort }
            return left.id < right.id
        }
    }
}
