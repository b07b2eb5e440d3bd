import MedicationDomain

/// A fill that came while much of the one before was left.
struct EarlyRefill: Hashable, Sendable {
    var day: CalendarDay
    var daysLeft: Int
    var daysOfLast: Int
}

/// The running account of tablets at home, written day by day from fills, doses and stays, with every step in words.
struct SupplyLedger: Sendable {
    struct Fill: Sendable {
        var name: String
        var milligrams: Double?
        var daysSupply: Double?
    }

    private(set) var because: [String] = []
    private(set) var milligrams: Double
    /// Days at home without supply since the last fill, and the first of them.
    private(set) var uncoveredDays = 0
    private(set) var firstUncovered: CalendarDay?
    /// The dose was unknown for a while, so what was left then is unknown.
    private(set) var isUncertain = false
    /// How the latest fill stood to the one before it.
    private(set) var early: EarlyRefill?
    /// What was on hand once it had been handed over or counted, by day.
    private(set) var stock: [CalendarDay: Double] = [:]
    private var previous: (day: CalendarDay, dose: Double, days: Int)?
    private var cursor: CalendarDay
    private let doses: DoseHistory
    private let calendar: Stays.Calendar
    private let rules: SupplyRules

    init(
        from day: CalendarDay, openingMilligrams: Double, doses: DoseHistory, calendar: Stays.Calendar,
        rules: SupplyRules
    ) {
        (cursor, milligrams) = (day, openingMilligrams)
        (self.doses, self.calendar, self.rules) = (doses, calendar, rules)
    }

    /// How long the latest fill lasts at the dose it was for; nil while there is none.
    var daysOfLatestFill: Int? { previous?.days }

    /// Somebody counted: what was computed until then is forgotten.
    mutating func count(_ counted: Double, on day: CalendarDay) {
        advance(to: day)
        because.append(
            "\(day): \(Amount.text(counted)) mg counted at home (computed: "
                + (isUncertain ? "unknown" : "\(Amount.text(milligrams)) mg") + ")")
        (milligrams, isUncertain) = (counted, false)
        stock[day] = counted
        (uncoveredDays, firstUncovered) = (0, nil)
    }

    /// Uses up supply until the morning of that day.
    mutating func advance(to day: CalendarDay) {
        for step in doses.steps where cursor < step.from && step.from <= day {
            use(until: step.from, at: doses.dose(on: cursor))
            if firstUncovered == nil, milligrams > 0, case .known(let amount) = step.dose {
                because.append(
                    "\(step.from): dose now \(Amount.text(amount)) mg/day: \(Amount.text(milligrams)) mg left last "
                        + Amount.days(Amount.whole(milligrams, by: amount)))
            }
        }
        use(until: day, at: doses.dose(on: cursor))
    }

    private mutating func use(until day: CalendarDay, at dose: Regimen.Dose) {
        guard cursor < day else { return }
        defer { cursor = day }
        let days = calendar.daysAtHome(from: cursor, to: day)
        let paused = day.days(since: cursor) - days
        if paused > 0, milligrams > 0 {
            because.append("\(Amount.days(paused)) in hospital after \(cursor): home supply not used")
        }
        switch dose {
        case .none: return
        case .unknown:
            if days > 0 { isUncertain = true }
        case .known(let amount):
            guard amount > 0 else { return }
            let covered = min(days, Amount.whole(milligrams, by: amount))
            milligrams = max(0, milligrams - Double(covered) * amount)
            guard covered < days else { return }
            if firstUncovered == nil { firstUncovered = calendar.dayAtHome(after: covered, from: cursor) }
            uncoveredDays += days - covered
            milligrams = 0
        }
    }

    /// Everything handed over on one day.
    mutating func add(_ fills: [Fill], on day: CalendarDay) {
        advance(to: day)
        defer { stock[day] = milligrams }
        let returned = fills.compactMap(\.milligrams).filter { $0 < 0 }.reduce(0, +)
        if returned < 0 {
            because.append("\(day): \(Amount.text(-returned)) mg brought back")
            milligrams = max(0, milligrams + returned)
        }
        let fills = fills.filter { $0.milligrams.map { $0 > 0 } ?? true }
        guard !fills.isEmpty else { return }
        if let first = firstUncovered, uncoveredDays > 0 {
            because.append("\(Amount.days(uncoveredDays)) without supply from \(first)")
        }
        (uncoveredDays, firstUncovered) = (0, nil)
        let dose = doses.doseOfFill(on: day)
        guard case .known(let amount) = dose, amount > 0 else {
            milligrams = fills.reduce(isUncertain ? 0 : milligrams) { $0 + ($1.milligrams ?? 0) }
            return
        }
        if isUncertain {
            because.append("\(day): the dose before was not understood; what was left is not counted")
            (milligrams, isUncertain) = (0, false)
        }
        carryOver(at: amount, on: day)
        let before = milligrams
        for fill in fills { add(fill, at: amount, on: day) }
        previous = (day, amount, Amount.whole(milligrams - before, by: amount))
    }

    private mutating func carryOver(at amount: Double, on day: CalendarDay) {
        noteEarly(left: Amount.whole(milligrams, by: amount), amount: amount, on: day)
        let left = Amount.whole(milligrams, by: amount)
        let carried = min(left, rules.carryOverDays)
        if left > 0 {
            let cap = carried < left ? ", of which \(carried) count" : ""
            because.append("\(day): \(Amount.days(left)) left from before\(cap)")
        }
        if carried < left { milligrams = Double(carried) * amount }
    }

    private mutating func noteEarly(left: Int, amount: Double, on day: CalendarDay) {
        early = previous.flatMap { before in
            guard before.day < day, before.dose == amount, !doses.isStepped(on: day) else { return nil }
            return EarlyRefill(day: day, daysLeft: left, daysOfLast: before.days)
        }
    }

    private mutating func add(_ fill: Fill, at amount: Double, on day: CalendarDay) {
        guard let handedOver = fill.milligrams else {
            because.append("\(day): \(fill.name): quantity or strength could not be read, not counted")
            return
        }
        guard !doses.isStepped(on: day) else {
            because.append("\(day): \(fill.name): \(Amount.text(handedOver)) mg handed over, used step by step")
            milligrams += handedOver
            return
        }
        let computed = Amount.whole(handedOver, by: amount)
        because.append(
            "\(day): \(fill.name): \(Amount.text(handedOver)) mg handed over at \(Amount.text(amount)) mg/day: "
                + Amount.days(computed))
        var days = computed
        if let own = fill.daysSupply, own > 0 {
            let given = Int(min(own, 1_000_000).rounded(.down))
            if (own - Double(computed)).magnitude / own * 100 > rules.mismatchPercent {
                because.append(
                    "\(day): given as \(Amount.text(own)) days' supply: more than "
                        + "\(Amount.text(rules.mismatchPercent)) % apart, please check; the smaller counts")
            }
            days = min(computed, given)
        }
        milligrams += Double(days) * amount
    }
}
