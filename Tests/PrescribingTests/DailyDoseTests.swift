import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct DailyDoseTests {
    private func timed(_ timing: DoseTiming, _ milligrams: Double = 10) -> [DosageInstruction] {
        [DosageInstruction(timing: timing, dose: DoseAmount(milligrams, .milligram))]
    }

    private func doubt(_ instructions: [DosageInstruction], of medication: Medication = baclofen) -> DoseDoubt? {
        if case .notUnderstood(let doubt) = DailyDosePolicy.read(instructions, of: medication) { doubt } else { nil }
    }

    @Test(arguments: [
        ("QD", 1), ("QOD", 1), ("BID", 2), ("TID", 3), ("QID", 4), ("QHS", 1), ("HS", 1), ("Q4H", 6), ("Q6H", 4),
        ("Q8H", 3), ("Q12H", 2), ("Q24H", 1), ("Q4-6H", 6), ("t.i.d.", 3), ("TID PRN", 3),
    ])
    func timingCodesMeanDosesPerDay(_ code: String, _ count: Int) {
        #expect(daily(timed(DoseTiming(code: code))) == Double(count) * 10)
    }

    @Test func rangesAreReadAtTheirUpperEnd() {
        let often = DoseTiming(frequency: 3, frequencyMax: 4, period: 1, periodUnit: .day)
        #expect(daily(timed(often)) == 40)
        let apart = DoseTiming(frequency: 1, period: 4, periodMax: 6, periodUnit: .hour)
        #expect(daily(timed(apart)) == 60)
        let range = DosageInstruction(
            timing: DoseTiming(code: "BID"), dose: DoseAmount(low: 5, high: 10, .milligram))
        #expect(daily([range]) == 20)
    }

    @Test func timesOfDayEventsAndWeekdaysCount() {
        #expect(daily(timed(DoseTiming(timesOfDay: ["08:00:00", "14:00:00", "20:00:00"]))) == 30)
        #expect(daily(timed(DoseTiming(frequency: 1, period: 1, periodUnit: .day, when: ["MORN", "HS"]))) == 20)
        #expect(daily(timed(DoseTiming(when: ["PC"]))) == 30)
        #expect(daily(timed(DoseTiming(daysOfWeek: ["mon", "thu"]))) == 10)
        #expect(
            daily(timed(DoseTiming(frequency: 4, period: 1, periodUnit: .week, daysOfWeek: ["mon", "thu"]))) == 20)
    }

    @Test func splitRegimenAddsUpAndStepsFollow() throws {
        let split = [dosage(10, timesADay: 1), dosage(20, timesADay: 1)]
        #expect(daily(split) == 30)
        let steps = [
            dosage(10, timesADay: 3, sequence: 2, days: 3), dosage(5, timesADay: 3, sequence: 1, days: 3),
            dosage(15, timesADay: 3, sequence: 3),
        ]
        let dose = try #require(DailyDosePolicy.read(steps, of: baclofen).dose)
        #expect(dose.steps.map(\.dailyMilligrams) == [15, 30, 45])
        #expect(dose.first.dailyMilligrams == 15)
        #expect(dose.highestDailyMilligrams == 45)
        #expect(dose.step(at: noon + .days(2), orderStart: noon).dailyMilligrams == 15)
        #expect(dose.step(at: noon + .days(3), orderStart: noon).dailyMilligrams == 30)
        #expect(dose.step(at: noon + .days(99), orderStart: noon).dailyMilligrams == 45)
    }

    @Test func stepsThatSayTheSameAreHeldAgainstTheTextOneByOne() {
        func step(_ milligrams: Double, _ sequence: Int?) -> DosageInstruction {
            DosageInstruction(
                sequence: sequence, text: "10 mg at noon",
                timing: DoseTiming(
                    frequency: 1, period: 1, periodUnit: .day, when: ["NOON"], durationDays: 7),
                dose: DoseAmount(milligrams, .milligram))
        }
        #expect(doubt([step(10, 1), step(10, 2)]) == nil)
        #expect(doubt([step(10, 1), step(5, 2)])?.reason == .textDiffers)
        // Without numbers they go on at the same time: twice what is written.
        #expect(doubt([step(10, nil), step(10, nil)])?.reason == .textDiffers)
        #expect(doubt([step(10, 1), step(10, 1)])?.reason == .textDiffers)
    }

    @Test func whatAWrittenInstructionLacksIsSaid() {
        let unclear = DosageInstruction(text: "1 tab gradually more")
        #expect(
            doubt([unclear])?.text
                == "the written instruction has a word that is not understood (dosageInstruction[0].text)")
        let silent = DosageInstruction(text: "1 tab")
        #expect(doubt([silent])?.reason == .textNotUnderstood)
        let differing = DosageInstruction(
            text: "2 tabs twice daily", timing: DoseTiming(code: "BID"), dose: DoseAmount(10, .milligram))
        #expect(doubt([differing])?.reason == .textDiffers)
        let capped = DosageInstruction(
            text: "1 tab every 4 hours as needed", timing: DoseTiming(code: "Q4H"), asNeeded: true,
            dose: DoseAmount(10, .milligram), maximumPerDay: DoseAmount(40, .milligram))
        #expect(daily([capped]) == 40)
    }

    @Test func asNeededCountsUpToItsMaximum() {
        var instruction = DosageInstruction(
            timing: DoseTiming(code: "Q4H"), asNeeded: true, dose: DoseAmount(10, .milligram))
        #expect(daily([instruction]) == 60)
        instruction.maximumPerDay = DoseAmount(40, .milligram)
        #expect(daily([instruction]) == 40)
        instruction.timing = nil
        #expect(daily([instruction]) == 40)
        instruction.asNeeded = false
        #expect(daily([instruction]) == nil)
    }

    @Test func unitsBecomeMilligrams() {
        func once(_ amount: DoseAmount, _ medication: Medication) -> Double? {
            daily([DosageInstruction(timing: DoseTiming(code: "QD"), dose: amount)], of: medication)
        }
        #expect(once(DoseAmount(0.02, .gram), baclofen) == 20)
        #expect(once(DoseAmount(500, .microgram), baclofen) == 0.5)
        #expect(once(DoseAmount(1.5, .unit), baclofen) == 15)
        #expect(once(DoseAmount(5, .milliliter), liquidBaclofen(milligramsPerMilliliter: 5)) == 25)
    }

    @Test func whatIsNotUnderstoodIsSaidWithItsElement() {
        #expect(doubt([]) == DoseDoubt(reason: .noInstructions, element: "dosageInstruction"))
        #expect(
            doubt([dosage(5, timesADay: 3), DosageInstruction(timing: DoseTiming(code: "BID"))])
                == DoseDoubt(reason: .noDose, element: "dosageInstruction[1].doseAndRate"))
        #expect(
            doubt([dosage(5, timesADay: nil)])
                == DoseDoubt(reason: .noFrequency, element: "dosageInstruction[0].timing"))
        #expect(doubt(timed(DoseTiming(code: "WHENEVER")))?.element == "dosageInstruction[0].timing.code")
        let both = DoseTiming(frequency: 2, period: 1, periodUnit: .day, code: "TID")
        #expect(doubt(timed(both))?.reason == .contradiction)
        let other = DosageInstruction(timing: DoseTiming(code: "QD"), dose: DoseAmount(5, .other))
        #expect(doubt([other])?.reason == .unknownUnit)
        let volume = DosageInstruction(timing: DoseTiming(code: "QD"), dose: DoseAmount(5, .milliliter))
        #expect(doubt([volume], of: liquidBaclofen(milligramsPerMilliliter: nil))?.reason == .noConcentration)
    }
}
