import Foundation

/// Dollars a year a programme counts: one figure where the question settles it, else the range it must lie in.
struct CountableIncome: Hashable, Sendable {
    var low: Decimal
    var high: Decimal
    /// It rests on a year's figure alone: too rough to decide close to a limit (clinical facts §7.13).
    var isYearAlone = false
    var readings: [Reading] = []

    static func count(
        _ income: Circumstances.Income, by rule: IncomeRule, kinds: [String: IncomeKind],
        disregards: Disregards?
    ) -> CountableIncome? {
        switch rule {
        case .gross:
            let total = income.total
            return CountableIncome(low: total, high: total, isYearAlone: income.isYearAlone)
        case .currentMonthlyMAGI:
            let sure = income.items?.filter { kinds[$0.kind]?.countsForMAGI == true }.map(\.perYear).reduce(0, +)
            return CountableIncome(
                low: sure ?? income.total, high: income.total, isYearAlone: income.isYearAlone)
        case .supplementalSecurity:
            guard let disregards else { return nil }
            return afterDisregards(income, kinds: kinds, disregards)
        }
    }

    /// Income whose kind is not known may be earned (less counts) or not (more counts): both ends are kept.
    private static func afterDisregards(
        _ income: Circumstances.Income, kinds: [String: IncomeKind], _ disregards: Disregards
    ) -> CountableIncome {
        var (earned, unearned, open) = (Decimal(0), Decimal(0), Decimal(0))
        for item in income.items ?? [] {
            switch kinds[item.kind]?.isEarned {
            case true: earned += item.perYear
            case false: unearned += item.perYear
            case nil: open += item.perYear
            }
        }
        if income.isYearAlone { open = income.total }
        return CountableIncome(
            low: disregards.countable(earned: earned + open, unearned: unearned),
            high: disregards.countable(earned: earned, unearned: unearned + open),
            isYearAlone: income.isYearAlone, readings: disregards.readings)
    }
}

/// What Extra Help leaves out of income, dollars a year.
struct Disregards: Hashable, Sendable {
    var general: Decimal
    var earned: Decimal
    /// The part of the remaining earnings that counts, as a fraction.
    var countedEarnedShare: Decimal
    var readings: [Reading]

    func countable(earned earnings: Decimal, unearned: Decimal) -> Decimal {
        let generalLeft = max(0, general - unearned)
        let taxedEarnings = max(0, earnings - generalLeft - earned)
        return max(0, unearned - general) + taxedEarnings * countedEarnedShare
    }
}

extension Circumstances.Income {
    var items: [Circumstances.IncomeItem]? {
        guard case .items(let items) = self else { return nil }
        return items
    }
    var isYearAlone: Bool { items == nil }
    var total: Decimal {
        switch self {
        case .annual(let amount): amount
        case .items(let items): items.map(\.perYear).reduce(0, +)
        }
    }
}
