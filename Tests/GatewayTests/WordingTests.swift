import MedicationDomain
import Testing

@testable import Gateway

@Suite struct WordingTests {
    @Test(arguments: [
        (0, "0 mg"), (0.025, "25 micrograms"), (0.125, "125 micrograms"), (0.1125, "112.5 micrograms"),
        (0.00025, "0.25 micrograms"), (0.001, "1 microgram"), (0.5, "500 micrograms"), (0.0000005, "0.0005 micrograms"),
        (1e-300, "less than 0.000001 micrograms"), (1, "1 mg"), (1.125, "1.125 mg"), (2.5, "2.5 mg"), (30, "30 mg"),
        (100, "100 mg"), (900.000_000_1, "900 mg"), (0.1 + 0.2, "300 micrograms"), (33.333_333_333, "33.333333 mg"),
    ])
    func aDoseIsNotRoundedToAnotherOne(_ amount: Double, _ words: String) {
        #expect(Wording.milligrams(amount) == words)
    }

    @Test(arguments: [
        (0.00001, "0.00001"), (0.000_000_4, "less than 0.000001"), (1234.5, "1234.5"), (-0.25, "-0.25"), (20, "20"),
        (123_456_789.125, "123456789.125"),
    ])
    func aNumberHasNoExponent(_ number: Double, _ words: String) { #expect(Wording.number(number) == words) }

    @Test func anAmountOfADoseSaysTheSame() {
        #expect(PatientWords.amount(DoseAmount(0.025, .milligram)) == "25 micrograms")
        #expect(PatientWords.amount(DoseAmount(0.125, .milliliter)) == "0.125 mL")
        #expect(PatientWords.dose(milligrams: 0.125, micrograms: nil) == "125 micrograms a day")
    }
}
