import Foundation
import MedicationDomain

/// A patient's countable income beside a poverty line, and how that reads.
struct IncomeShare: Sendable {
    var income: CountableIncome
    var line: PovertyLine
    /// The income, at its highest, in percent of the line.
    var percent: Decimal
    /// `$24,000.00 a year, 90.1 % of the poverty line of $26,650.00`.
    var words: String
    var lineWords: String
    /// What was left out of the income, and by which rule.
    var leftOut: String

    init(_ income: CountableIncome, of line: PovertyLine) {
        (self.income, self.line) = (income, line)
        percent = income.high * 100 / line.amount
        let isOne = income.low == income.high
        let figure =
            isOne
            ? "\(income.high.dollars) a year" : "between \(income.low.dollars) and \(income.high.dollars) a year"
        words =
            "\(figure), \(isOne ? "" : "at most ")\(percent.rounded(to: 1).plainText) % of the poverty line of "
            + line.amount.dollars
        lineWords = line.readings.map(\.text).joined(separator: "; ")
        leftOut = income.readings.map(\.text).joined(separator: "; ")
    }
}

/// What dozens of programmes work out of one patient's income alike, worked out once per question.
final class IncomeDesk {
    private struct Case: Hashable {
        var rule: IncomeRule
        var guidelineOn: CalendarDay
        var size: Int
    }

    private let rules: AssistanceRules
    private let facts: Circumstances
    private var counted: [IncomeRule: CountableIncome?] = [:]
    private var shares: [Case: IncomeShare?] = [:]
    private lazy var disregards = Disregards(rules, on: facts.asOf)

    init(_ rules: AssistanceRules, _ facts: Circumstances) { (self.rules, self.facts) = (rules, facts) }

    /// Nil where what the rule leaves out is not known.
    func counted(_ income: Circumstances.Income, by rule: IncomeRule) -> CountableIncome? {
        if let known = counted[rule] { return known }
        let result = CountableIncome.count(
            income, by: rule, of: facts.household, kinds: rules.incomeKinds, disregards: disregards)
        counted[rule] = .some(result)
        return result
    }

    /// Nil where no line, or not what counts, is known.
    func share(of income: Circumstances.Income, _ basis: IncomeBasis, _ size: Int) -> IncomeShare? {
        let place = Case(rule: basis.rule, guidelineOn: basis.guideline.day(facts.asOf), size: size)
        if let known = shares[place] { return known }
        var result: IncomeShare?
        if let area = facts.state?.povertyArea, let counted = counted(income, by: basis.rule),
            let line = PovertyLine.find(area: area, household: size, on: place.guidelineOn, rules: rules)
        {
            result = IncomeShare(counted, of: line)
        }
        shares[place] = .some(result)
        return result
    }
}

extension Disregards {
    /// Nil where one of them is not known on the day.
    fileprivate init?(_ rules: AssistanceRules, on day: CalendarDay) {
        guard let general = rules.reading(AssistanceRules.Name.generalDisregard, on: day),
            let earned = rules.reading(AssistanceRules.Name.earnedDisregard, on: day),
            let share = rules.reading(AssistanceRules.Name.countedEarnedShare, on: day)
        else { return nil }
        self.init(
            general: general.value * 12, earned: earned.value * 12, countedEarnedShare: share.value,
            readings: [general, earned, share])
    }
}
