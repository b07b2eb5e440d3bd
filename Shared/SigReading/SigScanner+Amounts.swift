import MedicationDomain

/// How much.
extension SigScanner {
    mutating func amount() -> SigItem? {
        if let counts = takeMorningNoonNight() { return counts }
        if let several = takeSeveral() { return several }
        guard let amount = plainAmount() else { return bareAmount().map { .amount($0) } }
        guard amount.unit != .unit else { return isBracketed ? .equivalent(amount) : .amount(amount) }
        if let concentration = takeConcentration(of: amount) { return concentration }
        if takeAny([["each"], ["apiece"], ["per", "tablet"], ["per", "tab"], ["per", "capsule"]]) {
            return .perUnit(amount)
        }
        if let hours = takeOverHours() { return .dailyTotal(amount.times(24 / hours)) }
        if take(sign: "/") {
            if takeAny([["day"], ["d"], ["24", "h"]]) || takeDayOfHours() { return .dailyTotal(amount) }
            position -= 1
        }
        // `10 mg tablet`: the form of the product.
        if let word = word(at: position), SigVocabulary.units[word] == .unit, word != "t" {
            position += 1
            return isBracketed ? .equivalent(amount) : .product(amount)
        }
        return isBracketed ? .equivalent(amount) : .amount(amount)
    }

    /// `two 10 mg tablets`.
    private mutating func takeSeveral() -> SigItem? {
        let start = position
        if let count = takeQuantity(), let each = plainAmount(), each.unit != .unit, each.low == each.high,
            let word = word(at: position), SigVocabulary.units[word] == .unit
        {
            position += 1
            held = .perUnit(each)
            return .amount(DoseAmount(count, .unit))
        }
        position = start
        return nil
    }

    /// `10 mg/5 mL`, `2 mg/mL`, `25 mg per 5 mL`.
    private mutating func takeConcentration(of amount: DoseAmount) -> SigItem? {
        let start = position
        if take(sign: "/") || takeAny([["per"], ["in"]]), amount.low == amount.high {
            let volume = takeQuantity() ?? 1
            if let word = word(at: position), SigVocabulary.units[word] == .milliliter, volume > 0 {
                position += 1
                return .concentration(amount.times(1 / volume))
            }
        }
        position = start
        return nil
    }

    /// `/h`, `per hour`.
    private mutating func takeOverHours() -> Double? {
        let start = position
        if take(sign: "/") || takeWords(["per"]) || takeWords(["every"]) || takeWords(["an"]),
            takeAny([["h"], ["hr"], ["hour"]])
        {
            return 1
        }
        position = start
        return nil
    }

    /// `in 3 divided doses`, `divided tid`, `in divided doses`.
    mutating func divided() -> SigItem? {
        let start = position
        _ = takeWords(["in"])
        let count = takeWhole()
        if takeAny([["divided", "doses"], ["equally", "divided", "doses"], ["equal", "doses"]]) {
            return .divided(count)
        }
        if count == nil, takeWords(["divided"]) {
            _ = takeAny([["into"], ["in"]])
            if let doses = takeWhole(), takeAny([["doses"], ["equal", "doses"]]) { return .divided(doses) }
            return .divided(nil)
        }
        position = start
        return nil
    }

    /// `/day`, `per day`, `in 24 hours`.
    mutating func takeOverADay() -> Bool {
        let start = position
        if take(sign: "/") {
            if takeAny([["day"], ["d"]]) || takeDayOfHours() { return true }
        } else if takeAny([
            ["per", "day"], ["a", "day"], ["each", "day"], ["every", "day"], ["in", "a", "day"], ["daily"],
        ]) {
            return true
        } else if takeAny([["in", "any"], ["in"], ["per"], ["every"], ["within"]]), takeDayOfHours() {
            return true
        }
        position = start
        return false
    }

    private mutating func takeDayOfHours() -> Bool {
        let start = position
        if takeNumber() == 24, takeAny([["hours"], ["hour"], ["hrs"], ["hr"], ["h"]]) { return true }
        position = start
        return false
    }

    /// `1 tablet`, `1-2 tabs`, `1 tab to 2 tabs`, `half a tablet`, `10 mg`, `a tablet`.
    mutating func plainAmount() -> DoseAmount? {
        let start = position
        guard let low = takeQuantity() ?? takeArticle() else { return nil }
        _ = takeAny([["extra"], ["additional"], ["more"]])
        if let teaspoons = takeSpoons(low) { return teaspoons }
        let unit = takeUnit()
        let afterFirst = position
        if takeRangeSign(), let high = takeQuantity(), high >= low {
            let second = takeUnit()
            if let chosen = second ?? unit, unit == nil || second == nil || unit == second {
                return DoseAmount(low: low, high: high, chosen)
            }
        }
        position = afterFirst
        guard let unit else {
            position = start
            return nil
        }
        return DoseAmount(low, unit)
    }

    /// As people count tablets without saying so.
    private static let countsWithoutUnit: Set<Double> = [0.5, 1, 1.5, 2, 3, 4]

    /// A number alone, where a dose must stand: before a route, a frequency or a part of the day.
    private mutating func bareAmount() -> DoseAmount? {
        let start = position
        guard let low = takeQuantity() else { return nil }
        var high = low
        let rangeStart = position
        if takeRangeSign(), let other = takeQuantity() { high = other } else { position = rangeStart }
        var ahead = self
        // `Take 10 three times daily` may mean milligrams.
        guard high >= low, SigScanner.countsWithoutUnit.isSuperset(of: [low, high]),
            ahead.route() != nil || ahead.timing() != nil
        else {
            position = start
            return nil
        }
        return DoseAmount(low: low, high: high, .unit)
    }

    private mutating func takeSpoons(_ count: Double) -> DoseAmount? {
        guard let word = word(at: position), let milliliters = SigVocabulary.spoons[word] else { return nil }
        position += 1
        return DoseAmount(count * milliliters, .milliliter)
    }

    private mutating func takeUnit() -> DoseUnit? {
        guard let word = word(at: position), let unit = SigVocabulary.units[word] else { return nil }
        position += 1
        return unit
    }

    private mutating func takeMorningNoonNight() -> SigItem? {
        let start = position
        guard let morning = takeNumber(), take(sign: "-"), let noon = takeNumber(), take(sign: "-"),
            let night = takeNumber()
        else {
            position = start
            return nil
        }
        return .morningNoonNight(morning, noon, night)
    }
}
