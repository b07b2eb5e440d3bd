import MedicationDomain

/// How often and when.
extension SigScanner {
    mutating func timing() -> SigItem? {
        let start = position
        if let timing = takeUpTo() ?? takeCode() ?? takeEvery() ?? takeTimes() ?? takeClock() ?? takeEvent()
            ?? takeWeekdays()
        {
            return .timing(timing)
        }
        position = start
        return nil
    }

    /// `up to 3 times a day`: as often as that at most.
    private mutating func takeUpTo() -> SigTiming? {
        let start = position
        guard takeWords(["up", "to"]) else { return nil }
        if let timing = takeCode() ?? takeTimes() { return timing }
        position = start
        return nil
    }

    /// `tid`, `bid to tid`, `once daily`, `daily`.
    private mutating func takeCode() -> SigTiming? {
        let start = position
        if let name = word(at: position), SigVocabulary.everyDay.contains(name) {
            position += 1
            return .everyDay
        }
        if takeAny([["a", "day"], ["per", "day"]]) { return .everyDay }
        if takeAny([["every", "other", "day"], ["qod"], ["every", "second", "day"], ["on", "alternate", "days"]]) {
            return .every(2, nil, .day)
        }
        if takeAny([
            ["once", "weekly"], ["once", "a", "week"], ["weekly"], ["every", "week"], ["once", "per", "week"],
        ]) {
            return .every(1, nil, .week)
        }
        guard let name = word(at: position), let count = SigVocabulary.perDay[name] else { return nil }
        position += 1
        if ["once", "twice", "thrice"].contains(name) {
            if takeOverADay() { return .perDay(count) }
            position = start
            return nil
        }
        let rangeStart = position
        if takeRangeSign(), let next = word(at: position), let high = SigVocabulary.perDay[next], high > count {
            position += 1
            return .perDay(count, high)
        }
        position = rangeStart
        return .perDay(count)
    }

    /// `every 6 to 8 hours`, `q8h`, `q6-8h`, `every morning`, `q am`.
    private mutating func takeEvery() -> SigTiming? {
        let start = position
        guard takeAny([["every"], ["each"], ["q"]]) else { return nil }
        if let low = takeQuantity(), low > 0 {
            var high = low
            let rangeStart = position
            if takeRangeSign(), let other = takeQuantity() { high = other } else { position = rangeStart }
            if let name = word(at: position), let unit = SigVocabulary.periods[name], high >= low {
                position += 1
                return .every(low, high, unit)
            }
        } else if takeAny([["day"], ["d"]]) {
            return .everyDay
        } else if takeWords(["hour"]) {
            return .every(1, nil, .hour)
        } else if takeAny([["night", "at", "bedtime"], ["night"], ["bedtime"], ["hs"]]) {
            return .at("HS")
        } else if let name = word(at: position), let event = SigVocabulary.events[name] {
            position += 1
            return .at(event)
        } else if let weekdays = takeWeekdays() {
            return weekdays
        }
        position = start
        return nil
    }

    /// `3 times a day`, `2-3 x daily`, `three times per day`, `3x/day`, `x3 daily`, `3/day`.
    private mutating func takeTimes() -> SigTiming? {
        let start = position
        let isCrossFirst = takeWords(["x"])
        guard let low = takeWhole(), low > 0 else {
            position = start
            return nil
        }
        var high = low
        let rangeStart = position
        if takeRangeSign(), let other = takeWhole() { high = other } else { position = rangeStart }
        let hasWord = isCrossFirst || takeAny([["times"], ["time"], ["x"]])
        if high >= low {
            if hasWord, takeOverADay() { return .perDay(low, high) }
            if hasWord, takeAny([["weekly"], ["a", "week"], ["per", "week"], ["each", "week"]]) {
                return SigTiming(frequency: low, frequencyMax: high == low ? nil : high, period: 1, unit: .week)
            }
            if !hasWord, position < tokens.count, tokens[position] == .sign("/"), takeOverADay() {
                return .perDay(low, high)
            }
        }
        position = start
        return nil
    }

    /// `at 8 am`, `8:00`, `at 0800`; a number after a clock time may be another.
    private mutating func takeClock() -> SigTiming? {
        let start = position
        let isSaid = takeWords(["at"]) || take(sign: "@")
        if let hour = takeNumber(), hour == hour.rounded(), hour >= 0 {
            if take(sign: ":"), let minute = takeNumber(), hour < 24, minute < 60, minute == minute.rounded() {
                return clock(Int(hour), Int(minute))
            }
            position = start + (isSaid ? 2 : 1)
            if isSaid || wasClock {
                if hour >= 1, hour <= 12, takeAny([["am"], ["a", "m"]]) { return clock(Int(hour) % 12, 0) }
                if hour >= 1, hour <= 12, takeAny([["pm"], ["p", "m"]]) { return clock(Int(hour) % 12 + 12, 0) }
                if hour >= 100, hour < 2400, Int(hour) % 100 < 60 { return clock(Int(hour) / 100, Int(hour) % 100) }
            }
        }
        position = start
        return nil
    }

    private mutating func clock(_ hour: Int, _ minute: Int) -> SigTiming {
        var hour = hour
        if hour < 12, takeWords(["pm"]) { hour += 12 } else { _ = takeWords(["am"]) }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return SigTiming(times: ["\(two(hour)):\(two(minute)):00"])
    }

    /// `in the morning`, `at bedtime`, `with breakfast`, `after meals`, `qhs`.
    private mutating func takeEvent() -> SigTiming? {
        let start = position
        if takeAny([["with", "meals"], ["with", "each", "meal"], ["with", "every", "meal"]]) { return .at("C") }
        if takeAny([["before", "meals"], ["ac"]]) { return .at("AC") }
        if takeAny([["after", "meals"], ["pc"]]) { return .at("PC") }
        if takeAny([["before", "bedtime"], ["before", "bed"], ["before", "going", "to", "bed"]]) {
            return .at("HS")
        }
        var side = ""
        if takeWords(["before"]) {
            side = "A"
        } else if takeWords(["after"]) {
            side = "P"
        } else {
            _ = takeAny([["in", "the"], ["at"], ["with"], ["during", "the"], ["in"], ["the"], ["each"]])
        }
        if let name = word(at: position), let event = SigVocabulary.events[name] {
            guard side.isEmpty || event.hasPrefix("C") else {
                position = start
                return nil
            }
            position += 1
            if event == "NIGHT" || event == "HS" { _ = takeAny([["before", "bed"], ["at", "bedtime"], ["bedtime"]]) }
            return .at(side + event)
        }
        position = start
        return nil
    }

    /// `on mondays, wednesdays and fridays`.
    private mutating func takeWeekdays() -> SigTiming? {
        let start = position
        _ = takeWords(["on"])
        var days: [String] = []
        var end = position
        while let name = word(at: position), let day = SigVocabulary.weekdays[name] {
            days.append(day)
            position += 1
            end = position
            while take(sign: ",") || take(sign: "/") || takeAny([["and"], ["on"]]) {}
        }
        position = days.isEmpty ? start : end
        return days.isEmpty ? nil : SigTiming(weekdays: days)
    }
}
