import Foundation

/// Dollars a year a programme counts: one figure where the question settles it, else the range it must lie in.
struct CountableIncome: Hashable, Sendable {
    var low: Decimal
    var high: Decimal
    /// It rests on a year's figure alone: too rough to decide close to a limit (clinical facts §7.13).
    var isYearAlone = false
    var readings: [Reading] = []

    /// What would tell how much of it counts.
    var missing: Set<String> = ["incomeItems"]

    static func count(
        _ income: Circumstances.Income, by rule: IncomeRule, of household: Household, kinds: [String: IncomeKind],
        disregards: Disregards?
    ) -> CountableIncome? {
        switch rule {
        case .gross:
            let total = income.total
            return CountableIncome(low: total, high: total, isYearAlone: income.isYearAlone)
        case .currentMonthlyMAGI, .yearlyMAGI: return adjustedGross(income, kinds: kinds)
        case .supplementalSecurity:
            guard let disregards else { return nil }
            return afterDisregards(income, of: household, kinds: kinds, disregards)
        }
    }

    /// A kind that need not count, and the income of others than patient and spouse, leave both ends open.
    private static func adjustedGross(
        _ income: Circumstances.Income, kinds: [String: IncomeKind]
    ) -> CountableIncome {
        guard let items = income.items else {
            return CountableIncome(low: income.total, high: income.total, isYearAlone: true)
        }
        let sure = items.filter { kinds[$0.kind]?.countsForMAGI == true && ($0.person ?? .other) != .other }
        return CountableIncome(
            low: sure.map(\.perYear).reduce(0, +), high: income.total, missing: income.unnamedPersons)
    }

    /// Income whose kind is not known may be earned (less counts) or not (more counts), and income of a person who
    /// is not known may count or not: both ends are kept. Others than patient and spouse do not count.
    private static func afterDisregards(
        _ income: Circumstances.Income, of household: Household, kinds: [String: IncomeKind], _ disregards: Disregards
    ) -> CountableIncome {
        var (earned, unearned, open) = (Decimal(0), Decimal(0), Decimal(0))
        var unowned = Circumstances.Income.items([])
        for item in income.items ?? [] where item.person != .other {
            guard item.person != nil else {
                unowned = .items((unowned.items ?? []) + [item])
                continue
            }
            switch kinds[item.kind]?.isEarned {
            case true: earned += item.perYear
            case false: unearned += item.perYear
            case nil: open += item.perYear
            }
        }
        var mayBeOthers = unowned.total
        if income.isYearAlone {
            if household.isPatientAndSpouseAlone { open = income.total } else { mayBeOthers = income.total }
        }
        return CountableIncome(
            low: disregards.countable(earned: earned + open, unearned: unearned),
            high: disregards.countable(earned: earned, unearned: unearned + open + mayBeOthers),
            isYearAlone: income.isYearAlone, readings: disregards.readings, missing: income.unnamedPersons)
    }
}

/// What Extra Help and its kin leave out of income, dollars a year.
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
    /// The items whose person would have to be told; the items themselves where all are.
    var unnamedPersons: Set<String> {
        let open = (items ?? []).indices.filter { items?[$0].person == nil }
        return open.isEmpty ? ["incomeItems"] : Set(open.map { "incomeItems[\($0)].person" })
    }
    var total: Decimal {
        switch self {
        case .annual(let amount): amount
        case .items(let items): items.map(\.perYear).reduce(0, +)
        }
    }
}
