import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain
import ServiceRuntime

/// When a pump must be refilled, offline, by the arithmetic of the service.
struct PumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pump", abstract: "Tell when an intrathecal pump is low, empty and due for refill.",
        discussion: "Micrograms throughout: a dose in milligrams is a thousandfold error.")

    @Option(help: "Micrograms in one millilitre.") var concentration: Double
    @Option(help: "Micrograms a day.") var dose: Double
    @Option(help: "Millilitres filled.") var fill: Double
    @Option(help: "Millilitres at which the pump's alarm sounds.") var alarm: Double?
    @Option(help: "Day of the fill (YYYY-MM-DD); by default today.") var filled: String?
    @Flag(help: "Print the dates as JSON.") var json = false

    func run() throws {
        let rules = try MonitorKnowledge.embedded().rules.care.pump
        let report = try PumpReport(
            concentration: concentration, dose: dose, fill: fill, alarm: alarm ?? rules.alarmMilliliters,
            filled: try day(), rules: rules)
        let text = json ? String(decoding: try PayloadCoding.encode(report), as: UTF8.self) : report.text
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private func day() throws -> CalendarDay {
        guard let day = filled.map({ CalendarDay($0) }) ?? Instant(Date()).day else {
            throw ValidationError("--filled is not a date (YYYY-MM-DD)")
        }
        return day
    }
}

/// What the command says.
struct PumpReport: Codable, Hashable, Sendable {
    var filledOn: CalendarDay
    var dailyVolumeMilliliters: Double
    var usableMilliliters: Double
    /// Days from the fill until the reservoir is low.
    var daysUntilLow: Int
    var lowReservoirOn: CalendarDay
    var emptyOn: CalendarDay
    var stableThrough: CalendarDay
    /// The earlier of low reservoir and stability.
    var refillBy: CalendarDay
    var appointmentBy: CalendarDay
    var warning: String

    init(
        concentration: Double, dose: Double, fill: Double, alarm: Double, filled: CalendarDay, rules: PumpRules
    ) throws {
        let limits: [(String, Double, Double)] = [
            ("--concentration", concentration, 1_000_000), ("--dose", dose, rules.maximumDailyMicrograms),
            ("--fill", fill, 1000),
        ]
        for (name, value, most) in limits where !(value > 0 && value <= most) {
            throw ValidationError("\(name) must be above 0 and at most \(Amount.text(most)); is the unit right?")
        }
        guard alarm >= 0, alarm < fill else { throw ValidationError("--alarm must be less than --fill") }
        let arithmetic = PumpArithmetic(
            filledAt: filled.start, milliliters: fill, alarmMilliliters: alarm, stabilityDays: rules.stabilityDays,
            appointmentDays: rules.appointmentDays,
            flows: [.init(from: filled.start, millilitersPerDay: dose / concentration)])
        guard let low = arithmetic.lowDay, let empty = arithmetic.emptyDay, let due = arithmetic.refillBy,
            let appointment = arithmetic.appointmentBy
        else { throw ValidationError("nothing flows") }
        (filledOn, dailyVolumeMilliliters, usableMilliliters) = (filled, dose / concentration, fill - alarm)
        (daysUntilLow, lowReservoirOn, emptyOn) = (low.days(since: filled), low, empty)
        (stableThrough, refillBy, appointmentBy) = (arithmetic.stableThrough, due, appointment)
        warning = rules.boxedWarning
    }

    var text: String {
        var lines = [
            "\(Amount.text(dailyVolumeMilliliters)) mL a day, \(Amount.text(usableMilliliters)) mL usable: "
                + Amount.days(daysUntilLow),
            "filled               \(filledOn)", "low reservoir        \(lowReservoirOn)",
            "empty                \(emptyOn)", "stable in the pump   \(stableThrough)",
            "refill by            \(refillBy)", "appointment by       \(appointmentBy)",
        ]
        if appointmentBy < filledOn {
            lines.append("The fill lasts less than the lead time: make the appointment now.")
        }
        return (lines + [warning]).joined(separator: "\n")
    }
}
