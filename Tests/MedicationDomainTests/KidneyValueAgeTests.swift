import MedicationDomain
import Testing

/// How long a kidney function value may be relied on.
@Suite struct KidneyValueAgeTests {
    private let age = KidneyValueAge(
        goodFrom: 60, olderFrom: 65, longest: .days(365), longestAtRisk: .days(183), longestInpatient: .days(7))

    @Test(
        arguments: [
            (60.0, 64, false, false, 365.0), (59.9, 64, false, false, 183), (95, 65, false, false, 183),
            (95, nil, false, false, 183), (95, 40, true, false, 183), (95, 40, false, true, 7),
            (30, nil, true, true, 7),
        ] as [(Double, Int?, Bool, Bool, Double)])
    func limitFollowsTheValueAndThePatient(
        _ value: Double, _ years: Int?, _ isAtRisk: Bool, _ isInpatient: Bool, _ days: Double
    ) {
        #expect(age.limit(of: value, years: years, isAtRisk: isAtRisk, isInpatient: isInpatient) == .days(days))
    }
}
