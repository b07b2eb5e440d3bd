import EventContracts
import MedicationDomain
import Testing

@testable import Gateway

/// What a picture of supply says in words: a gap in what is known is no time with supply.
@Suite struct SupplyChartTests {
    private let day = Desk.start.day

    private func chart(_ course: [SupplyTurn]) throws -> SupplyChart {
        try #require(
            SupplyChart(
                SupplyProjection(
                    patientId: "p-17", medication: PatientRecord.baclofen, state: .known, because: [], course: course),
                dispenses: [], number: 0, asOf: Desk.start))
    }

    private let full = SupplyTurn(on: Desk.start.day.adding(days: -5), onHandMilligrams: 900, dailyDoseMilligrams: 30)

    @Test func aTimeWithoutGapsIsOneUpToToday() throws {
        let chart = try chart([full])
        #expect(chart.svg.contains("No time without supply up to today.") && chart.gapsInKnowledge.isEmpty)
    }

    @Test func aTimeOfWhichNothingIsKnownIsNamed() throws {
        let chart = try chart([
            SupplyTurn(on: day.adding(days: -15), onHandMilligrams: 900, dailyDoseMilligrams: nil), full,
        ])
        let words = "10 days with supply not known from \(PatientWords.day(day.adding(days: -15)))"
        #expect(chart.gapsInKnowledge == [words] && chart.holes.isEmpty)
        #expect(chart.svg.contains(words) && !chart.svg.contains("No time without"))
    }

    @Test func oneThatGoesOnSaysSo() throws {
        let chart = try chart([SupplyTurn(on: day.adding(days: -1), onHandMilligrams: 900, dailyDoseMilligrams: nil)])
        #expect(
            chart.gapsInKnowledge
                == ["2 days with supply not known from \(PatientWords.day(day.adding(days: -1))), going on"])
    }
}
