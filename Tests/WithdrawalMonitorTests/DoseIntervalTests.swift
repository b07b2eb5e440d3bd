import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct DoseIntervalTests {
    private func instruction(_ timing: DoseTiming?, asNeeded: Bool = false, sequence: Int? = nil) -> DosageInstruction {
        DosageInstruction(sequence: sequence, timing: timing, asNeeded: asNeeded, dose: DoseAmount(10, .milligram))
    }

    private static let timings: [(DoseTiming, Double)] = [
        (DoseTiming(frequency: 3, period: 1, periodUnit: .day), 16.0),
        (DoseTiming(frequency: 1, period: 6, periodUnit: .hour), 12), (DoseTiming(code: "QID"), 12),
        (DoseTiming(when: ["MORN", "HS"]), 24), (DoseTiming(timesOfDay: ["08:00:00", "14:00:00", "22:00:00"]), 18),
        (DoseTiming(timesOfDay: ["08:00:00", "20:00:00"]), 24), (DoseTiming(timesOfDay: ["08:00:00"]), 48),
    ]

    @Test(arguments: timings)
    func twoDosesFallDueWithin(timing: DoseTiming, hours: Double) {
        #expect(DoseInterval.hoursOfTwoDoses([instruction(timing)]) == hours)
    }

    @Test func whatIsNotSaidIsUnknown() {
        #expect(DoseInterval.hoursOfTwoDoses([]) == nil)
        #expect(DoseInterval.hoursOfTwoDoses([instruction(nil)]) == nil)
        #expect(DoseInterval.hoursOfTwoDoses([instruction(DoseTiming(code: "XX"))]) == nil)
        #expect(DoseInterval.hoursOfTwoDoses([instruction(DoseTiming(timesOfDay: ["99:99", "-1:00"]))]) == 24)
        #expect(DoseInterval.hoursOfTwoDoses([instruction(DoseTiming(frequency: 3), asNeeded: true)]) == nil)
        #expect(
            DoseInterval.hoursOfTwoDoses([instruction(DoseTiming(frequency: 3, period: 0, periodUnit: .day))]) == nil)
    }

    @Test func instructionsSideBySideAddUpAndLaterStepsDoNot() {
        let morning = instruction(DoseTiming(timesOfDay: ["08:00:00"]))
        let night = instruction(DoseTiming(timesOfDay: ["20:00:00"]))
        #expect(DoseInterval.hoursOfTwoDoses([morning, night]) == 24)
        let first = instruction(DoseTiming(frequency: 4, period: 1, periodUnit: .day), sequence: 1)
        let second = instruction(DoseTiming(frequency: 1, period: 1, periodUnit: .day), sequence: 2)
        #expect(DoseInterval.hoursOfTwoDoses([first, second]) == 12)
    }
}
