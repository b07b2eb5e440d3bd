import ArgumentParser
import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct PumpTests {
    private func report(
        _ concentration: Double, _ dose: Double, _ fill: Double, alarm: Double = 2
    ) throws -> PumpReport {
        try PumpReport(
            concentration: concentration, dose: dose, fill: fill, alarm: alarm, filled: Timeline.start,
            rules: try Timeline.rules.get().care.pump)
    }

    /// The worked examples of the clinical facts, and a few by hand.
    private static let examples: [(Double, Double, Double, Double, Double, Int)] = [
        (2000, 500, 40, 2, 0.25, 152), (500, 800, 20, 2, 1.6, 11), (2000, 500, 40, 4, 0.25, 144),
        (500, 100, 20, 2, 0.2, 90), (1000, 250, 20, 0, 0.25, 80),
    ]

    @Test(arguments: examples)
    func theWorkedExamplesComeOut(
        concentration: Double, dose: Double, fill: Double, alarm: Double, volume: Double, days: Int
    ) throws {
        let report = try report(concentration, dose, fill, alarm: alarm)
        #expect(report.dailyVolumeMilliliters == volume)
        #expect(report.daysUntilLow == days)
        #expect(report.lowReservoirOn == Timeline.start.adding(days: days))
        #expect(report.appointmentBy == Timeline.start.adding(days: min(days, 180) - 7))
    }

    @Test func theDrugsStabilityLimitsTheFill() throws {
        let report = try report(2000, 100, 40)
        #expect(report.daysUntilLow == 760)
        #expect(report.refillBy == Timeline.start.adding(days: 180))
        #expect(report.text.contains("BOXED WARNING"))
    }

    private static let nonsense: [(Double, Double, Double, Double)] = [
        (0, 500, 40, 2), (2000, 0, 40, 2), (2000, -1, 40, 2), (2000, .nan, 40, 2), (2000, 2001, 40, 2),
        (2000, 500, .infinity, 2), (2000, 500, 2, 2), (2000, 500, 40, -1), (.infinity, 500, 40, 2),
    ]

    @Test(arguments: nonsense)
    func nonsenseIsRefused(concentration: Double, dose: Double, fill: Double, alarm: Double) {
        #expect(throws: ValidationError.self) { try report(concentration, dose, fill, alarm: alarm) }
    }

    /// 50 days at 0.25 mL leave 27.5 mL; at 0.28 mL a day the 25.5 usable of them last 91 days.
    @Test func aChangeOfTheDoseIsCountedFromWhatIsLeft() {
        let start = Timeline.day(0)
        let pump = PumpArithmetic(
            filledAt: start, milliliters: 40, alarmMilliliters: 2, stabilityDays: 180, appointmentDays: 7,
            flows: [
                .init(from: start, millilitersPerDay: 0.25), .init(from: Timeline.day(50), millilitersPerDay: 0.28),
            ])
        #expect(pump.remaining(at: Timeline.day(50)) == 27.5)
        #expect(pump.lowDay == Timeline.start.adding(days: 141))
        #expect(pump.emptyDay == Timeline.start.adding(days: 148))
    }

    @Test func whatWasLowBeforeTheChangeStaysLow() {
        let start = Timeline.day(0)
        let pump = PumpArithmetic(
            filledAt: start, milliliters: 20, alarmMilliliters: 2, stabilityDays: 180, appointmentDays: 7,
            flows: [.init(from: start, millilitersPerDay: 1), .init(from: Timeline.day(19), millilitersPerDay: 0.1)])
        #expect(pump.lowDay == Timeline.start.adding(days: 18))
        #expect(pump.emptyDay == Timeline.start.adding(days: 29))
    }

    @Test func aPumpThatIsOffNeverRunsLow() {
        let pump = PumpArithmetic(
            filledAt: Timeline.day(0), milliliters: 20, alarmMilliliters: 2, stabilityDays: 180, appointmentDays: 7,
            flows: [.init(from: Timeline.day(0), millilitersPerDay: 0)])
        #expect(pump.lowDay == nil)
        #expect(pump.refillBy == nil)
    }
}
