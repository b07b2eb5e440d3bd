import Foundation
import MedicationDomain

/// A month's cost to the patient, from the site's own prices; never invented.
struct PriceEstimate: Hashable, Sendable {
    var low: Decimal
    var high: Decimal
    /// Of the tablets that come cheapest.
    var strengthMilligrams: Decimal
    /// The prices it stands on.
    var prices: [Price]
    var isStale: Bool

    /// Of the cheapest tablets that make each ordered tablet's dose: the ordered strength, or several smaller ones.
    ///
    /// Nothing is split, and nothing is counted as bought that the prices do not tell: the low end buys pro rata, the
    /// high end whole quantities as priced. Nil when no price of that day is for this programme and medicine.
    init?(_ need: MonthlyNeed, kind: String, book: PriceBook, on day: CalendarDay) {
        let fitting = book.prices.filter { price in
            price.kinds.contains(kind) && price.ingredient == need.ingredient && price.form == need.form
                && price.asOf <= day && Self.tabletsFor(need, price) != nil
        }
        let current = Self.newest(fitting)
        let byStrength = Dictionary(grouping: current, by: \.strengthMilligrams)
        let estimates = byStrength.values.compactMap { Self.range($0, need) }
        guard let cheapest = estimates.min(by: { ($0.high, $0.low) < ($1.high, $1.low) }),
            let strength = cheapest.prices.first?.strengthMilligrams
        else { return nil }
        (low, high, prices) = cheapest
        strengthMilligrams = strength
        isStale = cheapest.prices.contains { day > $0.reviewBy }
    }

    /// How many tablets of that strength a month takes; nil when they cannot make the dose whole.
    private static func tabletsFor(_ need: MonthlyNeed, _ price: Price) -> Decimal? {
        guard price.strengthMilligrams > 0, price.quantity > 0 else { return nil }
        let each = need.strengthMilligrams / price.strengthMilligrams
        guard each >= 1, each == each.rounded(to: 0) else { return nil }
        return each * need.tablets
    }

    /// One price for each strength, quantity and pharmacy: the newest.
    private static func newest(_ prices: [Price]) -> [Price] {
        struct Key: Hashable { var strength: Decimal, quantity: Decimal, pharmacy: Price.Pharmacy }
        let groups = Dictionary(grouping: prices) {
            Key(strength: $0.strengthMilligrams, quantity: $0.quantity, pharmacy: $0.pharmacy)
        }
        return groups.values.compactMap { group in group.max { ($0.asOf, $0.id) < ($1.asOf, $1.id) } }
    }

    private static func range(
        _ prices: [Price], _ need: MonthlyNeed
    ) -> (low: Decimal, high: Decimal, prices: [Price])? {
        var (lows, highs): ([Decimal], [Decimal]) = ([], [])
        for price in prices {
            guard let tablets = tabletsFor(need, price) else { continue }
            lows.append(price.price * tablets / price.quantity)
            highs.append(price.price * (tablets / price.quantity).roundedUp)
        }
        guard let low = lows.min(), let high = highs.max() else { return nil }
        return (low.rounded(to: 2), high.rounded(to: 2), prices.sorted { $0.id < $1.id })
    }
}

extension Decimal {
    /// The whole number at or above it.
    fileprivate var roundedUp: Decimal {
        var (result, source) = (Decimal(), self)
        NSDecimalRound(&result, &source, 0, .up)
        return result
    }
}
