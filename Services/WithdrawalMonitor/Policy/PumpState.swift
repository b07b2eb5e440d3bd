import EventContracts
import MedicationDomain

/// How the patient's pump stands, as far as it can be told.
struct PumpState: Sendable {
    /// A pump with a fill, neither removed nor unknown.
    private(set) var isPresent = false
    private(set) var arithmetic: PumpArithmetic?
    /// Why its dates cannot be told.
    private(set) var unknownBecause: String?
    private(set) var because: [String] = []
    private(set) var fill: StoredFill?
    /// Of the fill, or else as the order says.
    private(set) var microgramsPerMilliliter: Double?

    var lowDay: CalendarDay? { arithmetic?.lowDay }

    init(_ picture: CareAlarms.Picture) { self.init(picture, asOf: picture.now, before: nil) }

    /// - Parameter before: only fills of days before this one count, as when what is left is measured at the next.
    init(_ picture: CareAlarms.Picture, asOf now: Instant, before day: CalendarDay?) {
        let fills = picture.care.fills(until: now).filter { fill in day.map { fill.at.day < $0 } ?? true }
        guard let fill = fills.last else { return }
        let removed = picture.care.cares(.pumpRemoval).contains {
            $0.state == .done && fill.at <= $0.at && $0.at <= now
        }
        guard !removed else { return }
        (isPresent, self.fill) = (true, fill)
        measure(fill, picture, asOf: now)
    }

    private mutating func measure(_ fill: StoredFill, _ picture: CareAlarms.Picture, asOf now: Instant) {
        let pump = picture.rules.care.pump
        let ordered = picture.record.orders.last { $0.path == .intrathecal && $0.endedAt == nil }
        let written = ordered?.medication.strength?.milligramsPerMilliliter.map { $0 * 1000 }
        guard let concentration = fill.microgramsPerMilliliter ?? written, concentration > 0 else {
            unknownBecause = "the concentration of the fill on \(fill.at.day) is not known"
            return
        }
        microgramsPerMilliliter = concentration
        guard let milliliters = fill.milliliters else {
            unknownBecause = "the volume of the fill on \(fill.at.day) is not known"
            return
        }
        guard let flows = flows(picture.regimen(.intrathecal), from: fill.at, to: now, by: concentration) else {
            unknownBecause = "the pump's daily dose since \(fill.at.day) is not known"
            return
        }
        let alarm =
            picture.care.volumes.last { $0.kind == .alarm && $0.at <= now }?.milliliters ?? pump.alarmMilliliters
        arithmetic = PumpArithmetic(
            filledAt: fill.at, milliliters: milliliters, alarmMilliliters: alarm, stabilityDays: pump.stabilityDays,
            appointmentDays: pump.appointmentDays, flows: flows)
        because.append(
            "\(fill.at.day): \(Amount.text(milliliters)) mL of \(Amount.text(concentration)) mcg/mL filled, "
                + "alarm at \(Amount.text(alarm)) mL")
        because += flows.map { "from \($0.from.day): \(Amount.text($0.millilitersPerDay)) mL a day" }
    }

    /// Before its first order a pump runs at that order's dose; nil when a dose is unknown, or there is none at all.
    private func flows(
        _ regimen: Regimen, from start: Instant, to now: Instant, by concentration: Double
    ) -> [PumpArithmetic.Flow]? {
        let changes = regimen.breakpoints.filter { start < $0 && $0 <= now }
        var flows: [PumpArithmetic.Flow] = []
        let first = regimen.breakpoints.lazy.map { regimen.dose(at: $0) }.first { $0 != .none }
        guard let first else { return nil }
        for moment in [start] + changes {
            var dose = regimen.dose(at: moment)
            if dose == .none, regimen.breakpoints.allSatisfy({ moment < $0 || regimen.dose(at: $0) == .none }) {
                dose = first
            }
            guard let amount = dose.amount else { return nil }
            let flow = amount / concentration
            if flows.last?.millilitersPerDay != flow { flows.append(.init(from: moment, millilitersPerDay: flow)) }
        }
        return flows
    }

    /// Why the pump may no longer deliver; nil while it should.
    func failure(asOf now: Instant) -> String? {
        guard let arithmetic, let low = arithmetic.lowDay, now.day >= low else { return nil }
        if let empty = arithmetic.emptyDay, now.day >= empty { return "pump empty since \(empty)" }
        return "pump at its alarm volume since \(low)"
    }

    /// From when on withdrawal is to be watched for: the day after the alarm, then the day it is empty.
    func cause(asOf now: Instant) -> (at: Instant, reason: String)? {
        guard let arithmetic, let low = arithmetic.lowDay else { return nil }
        if let empty = arithmetic.emptyDay, empty > low, now.day >= empty { return (empty.start, "the pump is empty") }
        let overdue = low.adding(days: 1)
        return now.day >= overdue ? (overdue.start, "the pump's refill is overdue") : nil
    }
}
