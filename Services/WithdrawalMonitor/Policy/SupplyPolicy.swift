import EventContracts
import MedicationDomain

/// How the patient stands with supply at home.
struct SupplyState: Hashable, Sendable {
    var projection: SupplyProjection
    /// Days from the last covered day: 0 on it, positive after it, negative before; nil when no clock is running.
    var gapDays: Int?
    var lastCoveredDay: CalendarDay?
    var firstUncoveredDay: CalendarDay?
    /// Why no clock is running, when that is no mere lack of knowledge.
    var pausedBecause: String?
    /// The latest fill, when the dose was the same at the one before.
    var early: EarlyRefill?
    /// Days that the latest fills last at the present dose.
    var daysOfLatestFill: Int?
}

/// How long the tablets last (clinical facts §4.6). Unknown stays unknown: it is never a gap.
enum SupplyPolicy {
    static let keptReasons = 14

    /// Nil when the patient has nothing to do with baclofen by mouth.
    static func state(of record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> SupplyState? {
        let orders = record.orders.filter { $0.path == .enteral && $0.activeSince != nil }
        guard !orders.isEmpty || !record.dispenses.isEmpty || !record.stocks.isEmpty else { return nil }
        let regimen = Regimen(record, path: .enteral, rules: rules)
        let doses = DoseHistory(regimen, asOf: now)
        let today = now.day
        let current = doses.dose(on: today)
        let dispenses = record.dispenses.filter { $0.handedOverAt.day <= today }
        var projection = SupplyProjection(
            patientId: record.patient, medication: medication(of: record), dailyDoseMilligrams: current.amount,
            state: .unknown, because: [])

        let stocks = record.stocks.filter { $0.observedAt <= now }
        guard !dispenses.isEmpty || !stocks.isEmpty else {
            return unknown(&projection, "no dispense has ever been seen: supply at home is unknown")
        }
        guard !regimen.intervals.isEmpty else {
            return unknown(&projection, "dispensed without an order we know: the dose is unknown")
        }
        guard current != .unknown else {
            return unknown(&projection, "the daily dose of the order could not be understood")
        }
        guard isLatestReadable(dispenses, stocks) else {
            return unknown(&projection, "quantity or strength of the latest dispense could not be read")
        }

        let calendar = Stays.Calendar(Stays.pausing(record.stays, rules: rules.supply))
        var ledger = ledger(
            of: record, dispenses: dispenses, stocks: stocks, doses: doses, calendar: calendar, rules: rules.supply)
        ledger.advance(to: today)
        guard !ledger.isUncertain else {
            return unknown(&projection, "the daily dose since the latest dispense could not be understood")
        }
        projection.state = .known
        projection.onHandMilligrams = ledger.milligrams
        projection.course = SupplyCourse.turns(
            stock: ledger.stock, steps: doses.steps + doses.planned.filter { $0.from > today }, calendar: calendar)
        let outlook = SupplyOutlook(milligrams: ledger.milligrams, from: today, at: current, then: doses.planned)
        var state = finish(projection, ledger: ledger, outlook: outlook, calendar: calendar, today: today)
        state.early = ledger.early
        state.daysOfLatestFill = ledger.daysOfLatestFill
        return state
    }

    /// Somebody who counted since then makes up for a dispense that nobody can read.
    private static func isLatestReadable(_ dispenses: [StoredDispense], _ stocks: [StoredStock]) -> Bool {
        guard let latest = dispenses.last else { return true }
        if let counted = stocks.last, counted.observedAt >= latest.handedOverAt { return true }
        return dispenses.contains { $0.handedOverAt.day == latest.handedOverAt.day && $0.milligrams != nil }
    }

    /// What is on hand at the moment a fill is handed over, before it is added.
    static func openingMilligrams(before dispense: StoredDispense, of record: SupplyRecord, rules: MonitorRules)
        -> Double
    {
        let now = Instant(
            millisecondsSince1970: dispense.handedOverAt.day.adding(days: 1).start.millisecondsSince1970 - 1)
        let doses = DoseHistory(Regimen(record, path: .enteral, rules: rules), asOf: now)
        let calendar = Stays.Calendar(Stays.pausing(record.stays, rules: rules.supply))
        let earlier = record.dispenses.filter { $0.handedOverAt.day < dispense.handedOverAt.day }
        guard !earlier.isEmpty else { return record.openingMilligrams }
        let stocks = record.stocks.filter { $0.observedAt < dispense.handedOverAt.day.start }
        var ledger = ledger(
            of: record, dispenses: earlier, stocks: stocks, doses: doses, calendar: calendar, rules: rules.supply)
        ledger.advance(to: dispense.handedOverAt.day)
        return ledger.isUncertain ? 0 : ledger.milligrams
    }

    private static func ledger(
        of record: SupplyRecord, dispenses: [StoredDispense], stocks: [StoredStock], doses: DoseHistory,
        calendar: Stays.Calendar, rules: SupplyRules
    ) -> SupplyLedger {
        let fills = Dictionary(grouping: dispenses) { $0.handedOverAt.day }
        let counts = Dictionary(grouping: stocks) { $0.observedAt.day }
        let days = Set(fills.keys).union(counts.keys).sorted()
        var ledger = SupplyLedger(
            from: days.first ?? CalendarDay(daysSince1970: 0), openingMilligrams: record.openingMilligrams,
            doses: doses, calendar: calendar, rules: rules)
        for day in days {
            let counted = counts[day]?.last
            let isBefore: (StoredDispense) -> Bool = { fill in
                counted.map { fill.handedOverAt <= $0.observedAt } ?? true
            }
            let handedOver = fills[day] ?? []
            let before = handedOver.filter(isBefore)
            if !before.isEmpty { ledger.add(before.map { entry($0, of: record) }, on: day) }
            if let counted { ledger.count(counted.milligrams, on: day) }
            let after = handedOver.filter { !isBefore($0) }
            if !after.isEmpty { ledger.add(after.map { entry($0, of: record) }, on: day) }
        }
        return ledger
    }

    private static func entry(_ fill: StoredDispense, of record: SupplyRecord) -> SupplyLedger.Fill {
        SupplyLedger.Fill(
            name: fill.medication.text, milligrams: fill.milligrams,
            daysSupply: fill.daysSupply ?? fill.orderId.flatMap { record.order($0)?.daysSupply })
    }

    private static func finish(
        _ start: SupplyProjection, ledger: SupplyLedger, outlook: SupplyOutlook, calendar: Stays.Calendar,
        today: CalendarDay
    ) -> SupplyState {
        var state = SupplyState(projection: start)
        var because = ledger.because + outlook.because
        if (start.dailyDoseMilligrams ?? 0) <= 0, outlook.daysLeft == nil {
            state.pausedBecause = "no baclofen by mouth is ordered any more"
        } else if calendar.isInside(today) {
            state.pausedBecause = "home supply is paused during the hospital stay"
        } else if outlook.daysLeft == nil {
            state.pausedBecause = "what is at home lasts to the end of the taper"
        } else if let daysLeft = outlook.daysLeft, daysLeft > 0 {
            state.gapDays = 1 - daysLeft
            state.firstUncoveredDay = today.adding(days: daysLeft)
            state.lastCoveredDay = today.adding(days: daysLeft - 1)
        } else {
            state.gapDays = ledger.uncoveredDays + 1
            state.firstUncoveredDay = ledger.firstUncovered ?? today
            state.lastCoveredDay = state.firstUncoveredDay?.adding(days: -1)
        }
        if let reason = state.pausedBecause { because.append(reason) }
        if let first = state.firstUncoveredDay {
            because.append("covered through \(first.adding(days: -1)); nothing left on \(first)")
        }
        if because.count > keptReasons {
            because = ["(earlier steps left out)"] + because.suffix(keptReasons)
        }
        state.projection.runOutAt = state.firstUncoveredDay?.start
        state.projection.because = because
        return state
    }

    private static func unknown(_ projection: inout SupplyProjection, _ reason: String) -> SupplyState {
        projection.because = [reason]
        return SupplyState(projection: projection)
    }

    private static func medication(of record: SupplyRecord) -> Medication {
        let newest = record.orders.filter { $0.path == .enteral }.max { left, right in
            (left.activeSince ?? Instant(millisecondsSince1970: 0), left.orderId)
                < (right.activeSince ?? Instant(millisecondsSince1970: 0), right.orderId)
        }
        let found = newest?.medication ?? record.dispenses.last?.medication
        // The projection is about the substance, so that another strength does not begin another projection.
        var medication = found ?? Medication(text: "baclofen")
        medication.ingredientRxNormCode = Ingredient.baclofenRxNormCode
        return medication
    }
}
