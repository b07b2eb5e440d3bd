import MedicationDomain

/// Goes through the words of a sig and says, one by one, what they mean.
struct SigScanner {
    let tokens: [SigTokens.Token]
    var position = 0
    /// Inside brackets, an amount is another word for the one before.
    var isBracketed = false
    /// The last phrase was a time of day on the clock, so a number may be the next one.
    var wasClock = false

    /// The words the medicine is called by.
    private let names: Set<String>

    init(_ tokens: [SigTokens.Token], names: Set<String>) { (self.tokens, self.names) = (tokens, names) }

    /// What was said together with the item before.
    var held: SigItem?

    mutating func next() throws(SigDoubt) -> SigItem? {
        if let item = held {
            held = nil
            return item
        }
        guard position < tokens.count else { return nil }
        if let sign = takeSign() { return sign }
        guard let item = try understood() else {
            // What was begun may have run to the end of the text.
            let place = min(position, tokens.count - 1)
            throw .unknownWord(word(at: place) ?? "\(tokens[place])")
        }
        if case .timing(let timing) = item {
            wasClock = !timing.times.isEmpty
        } else {
            wasClock = false
        }
        return item
    }

    /// The order matters: what is longer or more special is looked for first.
    private mutating func understood() throws(SigDoubt) -> SigItem? {
        if let item = then() { return item }
        if let item = try maximum() { return item }
        if let item = days() { return item }
        if let item = ramp() { return item }
        if let item = filling() { return item }
        if let item = divided() { return item }
        if let item = timing() { return item }
        if let item = asNeeded() { return item }
        if let item = lasts() { return item }
        if let item = route() { return item }
        if let item = amount() { return item }
        if let item = reason() { return item }
        return remark()
    }

    // MARK: - Signs

    private mutating func takeSign() -> SigItem? {
        guard case .sign(let sign) = tokens[position] else {
            return takeWords(["and"]) || takeWords(["plus"]) ? .and : nil
        }
        switch sign {
        case "(", "[": isBracketed = true
        case ")", "]": isBracketed = false
        case "=":
            position += 1
            if let amount = plainAmount() { return .equivalent(amount) }
            position -= 1
            return nil
        case ",", ";", ".", "+", "&", ":", "-": break
        case "#":
            position += 1
            if takeNumber() != nil { return .remark }
            position -= 1
            return nil
        default: return nil
        }
        position += 1
        return sign == "(" || sign == ")" || sign == "[" || sign == "]" ? .remark : .separator
    }

    // MARK: - Order and length

    private mutating func then() -> SigItem? {
        if takeAny(SigVocabulary.stop) { return .stop }
        return takeAny(SigVocabulary.then) ? .then : nil
    }

    /// `days 1-3`, `week 2`, `day 4 to 6`.
    private mutating func days() -> SigItem? {
        let start = position
        let isOpen = takeAny([["from"], ["starting"], ["starting", "on"]])
        _ = takeWords(["on"])
        guard let name = word(at: position), ["day", "days", "week", "weeks"].contains(name) else {
            position = start
            return nil
        }
        position += 1
        guard let first = takeWhole(), first >= 1 else {
            position = start
            return nil
        }
        var last = first
        if takeRangeSign(), let high = takeWhole() { last = high }
        let isWeeks = name.hasPrefix("week")
        if takeAny([["on"], ["onward"], ["onwards"], ["and", "after"]]) || isOpen {
            return .days(isWeeks ? (first - 1) * 7 + 1 : first, nil)
        }
        return isWeeks ? .days((first - 1) * 7 + 1, last * 7) : .days(first, last)
    }

    /// `for 3 days`, `x 2 weeks`, `for one month`.
    private mutating func lasts() -> SigItem? {
        let start = position
        guard takeAny([["for", "the", "first"], ["for", "the", "next"], ["for"], ["x"], ["times"]]) else { return nil }
        if let count = takeQuantity(), count > 0, let name = word(at: position),
            let unit = SigVocabulary.periods[name], unit != .hour, name != "hourly"
        {
            position += 1
            return .lasts(days: count * unit.days)
        }
        position = start
        return nil
    }

    // MARK: - Remarks

    private mutating func asNeeded() -> SigItem? {
        guard takeAny(SigVocabulary.asNeeded) else { return nil }
        // `prn spasms`: what it is needed for.
        if word(at: position) != "for" { skipReason() }
        return .asNeeded
    }

    mutating func route() -> SigItem? {
        for (phrase, route) in SigVocabulary.routes where takeWords(phrase) { return .route(route) }
        return nil
    }

    /// `for muscle spasms`: words only, up to the next thing that is said of the dose.
    private mutating func reason() -> SigItem? {
        guard takeWords(["for"]) else { return nil }
        let start = position
        skipReason()
        return position > start ? .remark : nil
    }

    private mutating func skipReason() {
        while let word = word(at: position), !SigVocabulary.ends.contains(word), !begins(word) { position += 1 }
    }

    private func begins(_ word: String) -> Bool {
        SigVocabulary.perDay[word] != nil || SigVocabulary.everyDay.contains(word)
            || SigVocabulary.events[word] != nil || ["every", "q", "each", "at", "in", "prn", "as"].contains(word)
            || SigVocabulary.numbers[word] != nil && word != "i"
    }

    private mutating func remark() -> SigItem? {
        if takeAny(SigVocabulary.remarks) { return .remark }
        // `T1T`: take one tablet.
        if word(at: position) == "t", position + 1 < tokens.count, case .number = tokens[position + 1] {
            position += 1
            return .remark
        }
        guard let name = word(at: position), names.contains(name) else { return nil }
        position += 1
        return .remark
    }

    // MARK: - Steps by rule

    private mutating func ramp() -> SigItem? {
        let start = position
        let isRise = takeAny([["increase", "by"], ["increase", "dose", "by"]])
        guard
            isRise
                || takeAny([
                    ["decrease", "by"], ["reduce", "by"], ["decrease", "dose", "by"], ["reduce", "dose", "by"],
                ]),
            let change = plainAmount(), change.low == change.high
        else {
            position = start
            return nil
        }
        let isPerDose = takeAny([["per", "dose"], ["each", "dose"], ["a", "dose"]])
        _ = takeWords(["every"])
        let count = takeQuantity() ?? 1
        guard let name = word(at: position), let unit = SigVocabulary.periods[name], unit != .hour else {
            position = start
            return nil
        }
        position += 1
        var goal: DoseAmount?
        if takeAny([["to"], ["up", "to"], ["down", "to"], ["until"]]) {
            goal = plainAmount()
            guard goal != nil || !isRise && takeAny([["off"], ["stopped"], ["discontinued"]]) else {
                position = start
                return nil
            }
        } else {
            position = start
            return nil
        }
        return .ramp(
            SigRamp(
                change: isRise ? change : change.times(-1), isPerDose: isPerDose, everyDays: count * unit.days,
                goal: goal))
    }

    /// `rf 3`, `disp 90`: for the pharmacy.
    private mutating func filling() -> SigItem? {
        let start = position
        if takeAny([["rf"], ["refill"], ["refills"], ["disp"], ["dispense"], ["qty"]]), take(sign: ":") || true,
            takeNumber() != nil
        {
            return .remark
        }
        position = start
        return nil
    }

    // MARK: - Maximum

    private mutating func maximum() throws(SigDoubt) -> SigItem? {
        let start = position
        if takeWords(["up", "to"]) {
            if let amount = plainAmount(), takeOverADay() { return .maximum(.amount(amount)) }
            position = start
            return nil
        }
        guard takeAny(SigVocabulary.maximum) else { return nil }
        _ = take(sign: ":") || takeWords(["of"])
        let maximum: SigMaximum
        if let amount = plainAmount() {
            maximum = .amount(amount)
        } else if let count = takeQuantity() {
            _ = takeAny([["doses"], ["dose"], ["times"], ["x"]])
            maximum = .doses(count)
        } else {
            throw .unknownWord("max")
        }
        _ = takeOverADay()
        return .maximum(maximum)
    }
}
