import EventContracts
import MedicationDomain

/// The refill: appointment, reminder, and overdue an emergency (clinical facts §4.7, §7.2).
enum PumpRefillPolicy {
    static let name = "pump-refill"

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        let pump = PumpState(picture)
        let rules = picture.rules.care.pump
        var result = CareAlarms.Verdict()
        guard pump.isPresent else {
            if let begun = unfilledSince(picture) {
                let due = begun + .days(rules.unfilledDays)
                result.moments = [due]
                if due <= picture.now { result.alerts = [unknown("no fill of the pump is on record", pump, picture)] }
            }
            return result
        }
        guard let arithmetic = pump.arithmetic else {
            result.alerts = [unknown(pump.unknownBecause ?? "its dates are not known", pump, picture)]
            return result
        }
        guard let due = arithmetic.refillBy else { return result }
        let days = rules.rungs.map { (rung: $0, day: day(of: $0, due, picture.rules)) }
        result.moments = days.map(\.day.start) + [arithmetic.emptyDay?.start].compactMap(\.self)
        if let reached = days.last(where: { $0.day <= picture.now.day }) {
            result.alerts = [alert(reached.rung, due, arithmetic, pump, picture)]
        }
        return result
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        let pump = PumpState(picture)
        guard pump.isPresent else {
            return picture.care.fills.isEmpty
                ? "the fill was taken back, or no pump is ordered" : "the pump was removed"
        }
        guard let due = pump.arithmetic?.refillBy else { return "no dose runs through the pump" }
        return "filled: the next refill is due on \(due)"
    }

    /// Reminders ahead move to a day on which a clinic works.
    static func day(of rung: PumpRules.Rung, _ due: CalendarDay, _ rules: MonitorRules) -> CalendarDay {
        let planned = due.adding(days: rung.day)
        return rung.day < 0 ? WorkingDays.last(upTo: planned, holidays: rules.runOut.holidays) : planned
    }

    private static func alert(
        _ rung: PumpRules.Rung, _ due: CalendarDay, _ arithmetic: PumpArithmetic, _ pump: PumpState,
        _ picture: CareAlarms.Picture
    ) -> Alert {
        let rules = picture.rules.care.pump
        let lines = reckoning(arithmetic, pump)
        let summary =
            rung.day > 0
            ? "Pump refill overdue since \(due): emergency"
            : "Pump refill due by \(due), appointment by \(arithmetic.appointmentBy?.description ?? "now")"
        return picture.alert(
            name, .pumpRefill, rung.severity, interruptive: rung.interruptive, rules.refill, summary: summary,
            detail: (lines + [rules.boxedWarning]).joined(separator: "\n"), factors: picture.riskFactors,
            path: .intrathecal)
    }

    /// The dates, one step a line.
    static func reckoning(_ arithmetic: PumpArithmetic, _ pump: PumpState) -> [String] {
        var lines = pump.because
        if let low = arithmetic.lowDay { lines.append("low reservoir on \(low)") }
        if let empty = arithmetic.emptyDay { lines.append("empty on \(empty)") }
        lines.append("stable in the pump through \(arithmetic.stableThrough)")
        if let appointment = arithmetic.appointmentBy { lines.append("appointment no later than \(appointment)") }
        return lines
    }

    /// A dose has run for long enough through a pump of whose fills nothing is known.
    static func isUnfilled(_ picture: CareAlarms.Picture) -> Bool {
        unfilledSince(picture).map { $0 + .days(picture.rules.care.pump.unfilledDays) <= picture.now } ?? false
    }

    private static func unknown(_ reason: String, _ pump: PumpState, _ picture: CareAlarms.Picture) -> Alert {
        picture.alert(
            name, .pumpRefill, .moderate, interruptive: false, picture.rules.care.pump.refill,
            summary: "When the pump must be refilled cannot be told: \(reason)",
            detail: (pump.because + [picture.rules.care.pump.boxedWarning]).joined(separator: "\n"),
            factors: picture.riskFactors, path: .intrathecal,
            notChecked: [CheckStatement.Omission(check: name, reason: reason)])
    }

    /// Since when a dose runs through a pump of whose fills nothing is known.
    private static func unfilledSince(_ picture: CareAlarms.Picture) -> Instant? {
        guard picture.hasPumpOrder, picture.care.fills(until: picture.now).isEmpty else { return nil }
        return picture.regimen(.intrathecal).inForce(at: picture.now).map(\.from).min()
    }
}
