import EventContracts
import MedicationDomain

/// What the patient took by the same way before an order begins.
struct DoseHistory: Hashable, Sendable {
    /// One dose, for as long as it was taken.
    struct Period: Hashable, Sendable {
        /// A day, in milligrams.
        var dailyMilligrams: Double
        var medication: Medication
        /// Nil when it began before anything we know.
        var start: Instant?
        /// Nil while it goes on.
        var end: Instant?
    }

    /// When the order's own dose begins.
    var start: Instant
    /// A day, in milligrams, right before the order; nil when it is not known, or when the order comes on top.
    var previousDaily: Double?
    /// What the order takes the place of.
    var replaced: Period?
    /// Days from the end of the last known dose to this one; nil while it went on, or may have.
    var pauseDays: Double?
    /// When the dose last rose, the first dose included.
    var lastRiseAt: Instant?
    /// What was taken before, by start.
    var periods: [Period] = []
}

/// Reads the history of doses out of a patient's orders, of what they were before they were changed, and of what the
/// patient says.
///
/// Another order still running beside this one is replaced by it when the new one is no smaller: record systems change
/// a dose by stopping and ordering again, and the stop often comes late. A smaller one beside it is an addition or a
/// duplicate; the pair is judged as that by interaction-check, not here as a rise.
enum DoseHistoryPolicy {
    static func history(
        before order: ChartedOrder, in chart: PatientChart, by numbers: PrescribingKnowledge.Numbers, asOf now: Instant
    ) -> DoseHistory {
        let own = amendments(of: order)
        let begin = order.earlier.last?.until ?? order.fact.firstDoseAt ?? now
        var history = DoseHistory(start: begin)
        let others = chart.orders.values
            .filter { $0.fact.orderId != order.fact.orderId && $0.isSameTherapy(as: order) && $0.mayHaveBeenTaken }
            // A single dose, a trial or a bolus, is no therapy that another dose takes the place of.
            .filter { !$0.fact.isSingleDose }
            .sorted { $0.fact.orderId < $1.fact.orderId }
        let taken = others.map { (isPrior: $0.fact.orderId == order.fact.priorOrderId, periods: periods(of: $0)) }
        history.periods = (own + taken.flatMap(\.periods)).filter { $0.start ?? .beginningOfTime < begin }
            .sorted {
                ($0.start ?? .beginningOfTime, $0.dailyMilligrams) < ($1.start ?? .beginningOfTime, $1.dailyMilligrams)
            }
        history.lastRiseAt = lastRise(in: history.periods)

        let window = Span.days(numbers.continuingDays.number(on: now.day))
        if let before = own.last {
            (history.previousDaily, history.replaced) = (before.dailyMilligrams, before)
            return history
        }
        let running = taken.flatMap { entry in entry.periods.map { (isPrior: entry.isPrior, period: $0) } }
            .filter { $0.period.start ?? .beginningOfTime < begin && $0.period.reaches(begin - window) }
        guard let latest = running.map({ min($0.period.end ?? begin, begin) }).max() else {
            return stated(history, order, chart)
        }
        history.pauseDays = pause(since: latest, until: begin, of: order, in: chart)
        let lately = running.filter { $0.period.reaches(latest - .day) }
        // What ended when another began was replaced by that one already.
        let current = lately.filter { entry in
            // A pump has one program at a time.
            if order.fact.way == .intrathecal { return entry.period.start == lately.compactMap(\.period.start).max() }
            guard let end = entry.period.end else { return true }
            return !lately.contains { ($0.period.start ?? .beginningOfTime) >= end }
        }
        let replaced = current.filter { $0.isPrior || !$0.period.reaches(begin + .day) }
        if !replaced.isEmpty {
            history.previousDaily = replaced.reduce(0) { $0 + $1.period.dailyMilligrams }
            history.replaced = replaced.last?.period
            return history
        }
        let sum = current.reduce(0) { $0 + $1.period.dailyMilligrams }
        let first = order.reading.dose?.first
        if let first, first.dailyMilligrams >= sum - 1e-9 {
            (history.previousDaily, history.replaced) = (sum, current.last?.period)
        }
        return history
    }

    /// Only what is certain: a supply handed over meanwhile, or the patient's own word, speaks for doses that went on.
    private static func pause(
        since end: Instant, until begin: Instant, of order: ChartedOrder, in chart: PatientChart
    ) -> Double? {
        guard end < begin else { return nil }
        let isSupplied = chart.dispenses.values.contains { dispense in
            dispense.medication.shares(with: order.fact.medication)
                && dispense.handedOverAt.map { $0 >= end && $0 <= begin } ?? false
        }
        let isTaken = chart.statements.values.contains {
            $0.isActive && $0.medication.shares(with: order.fact.medication)
        }
        return isSupplied || isTaken ? nil : Double(begin.day.days(since: end.day))
    }

    /// What the patient says of the dose at home, where no order tells.
    private static func stated(_ history: DoseHistory, _ order: ChartedOrder, _ chart: PatientChart) -> DoseHistory {
        var history = history
        let said = chart.statements.values.filter { statement in
            statement.isActive && statement.medication.shares(with: order.fact.medication)
                && (statement.route == .intrathecal) == (order.fact.way == .intrathecal)
                && statement.startsAt ?? .beginningOfTime < history.start
        }.sorted { $0.statementId < $1.statementId }
        let doses = said.map { DailyDosePolicy.read($0.dosageInstructions, of: $0.medication).dose }
        guard let newest = said.last, !doses.isEmpty, doses.allSatisfy({ $0 != nil }) else { return history }
        let sum = doses.reduce(0) { $0 + ($1?.first.dailyMilligrams ?? 0) }
        history.previousDaily = sum
        history.replaced = DoseHistory.Period(
            dailyMilligrams: sum, medication: newest.medication, start: newest.startsAt, end: nil)
        return history
    }

    /// The doses of an order, one after the other, until the hospital ended it.
    private static func periods(of order: ChartedOrder) -> [DoseHistory.Period] {
        let earlier = amendments(of: order)
        guard let dose = order.reading.dose,
            var begin = order.earlier.last?.until ?? order.fact.firstDoseAt
        else { return earlier }
        var periods: [DoseHistory.Period] = []
        for (index, step) in dose.steps.enumerated() {
            if index > 0 || earlier.isEmpty, let start = step.start { begin = start }
            let isLast = index == dose.steps.count - 1
            let end = step.end ?? step.durationDays.map { begin + .days($0) }
            periods.append(
                DoseHistory.Period(
                    dailyMilligrams: step.dailyMilligrams, medication: order.fact.medication, start: begin,
                    end: isLast ? step.end : end))
            // Without a length nobody knows when the next one begins.
            guard let end else { break }
            begin = end
        }
        let over = order.isOpen ? nil : order.changedAt ?? order.fact.validUntil ?? order.fact.firstDoseAt
        guard let over else { return earlier + periods }
        return earlier
            + periods.filter { $0.start ?? .beginningOfTime < over }.map { period in
                var period = period
                period.end = min(period.end ?? over, over)
                return period
            }
    }

    /// What the order itself was before it was changed.
    private static func amendments(of order: ChartedOrder) -> [DoseHistory.Period] {
        var periods: [DoseHistory.Period] = []
        var begin = order.fact.firstDoseAt ?? order.earlier.first?.authoredAt
        for content in order.earlier {
            let reading = DailyDosePolicy.read(content.dosageInstructions, of: content.medication)
            // What we held or could not read is no dose before; it only moves the beginning of what followed.
            guard content.wasTaken != false, let dose = reading.dose else {
                begin = content.until
                continue
            }
            let start = begin.map { min($0, content.until) }
            periods.append(
                DoseHistory.Period(
                    dailyMilligrams: dose.step(at: content.until - .milliseconds(1), orderStart: start).dailyMilligrams,
                    medication: content.medication, start: start, end: content.until))
            begin = content.until
        }
        return periods
    }

    private static func lastRise(in periods: [DoseHistory.Period]) -> Instant? {
        var rise: Instant?
        var before: Double?
        for period in periods {
            if before.map({ period.dailyMilligrams > $0 + 1e-9 }) ?? true { rise = period.start }
            before = period.dailyMilligrams
        }
        return rise
    }
}

extension DoseHistory.Period {
    /// Whether it still ran at that moment or later.
    fileprivate func reaches(_ instant: Instant) -> Bool { end.map { $0 >= instant } ?? true }
}

extension ChartedOrder {
    /// The same ingredient by the same way.
    func isSameTherapy(as other: ChartedOrder) -> Bool {
        fact.medication.shares(with: other.fact.medication) && fact.way == other.fact.way
    }
}

extension OrderFact {
    /// When its first dose is due, as far as the order says.
    var firstDoseAt: Instant? {
        dosageInstructions.compactMap { $0.timing?.start }.min() ?? validFrom ?? authoredAt
    }
}
