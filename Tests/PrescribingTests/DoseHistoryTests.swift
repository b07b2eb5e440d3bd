import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

/// What was taken before, where it does not stand in an order of its own.
@Suite struct DoseHistoryTests {
    private func edition(_ version: Int, _ milligrams: Double, on day: Int) -> String {
        Hospital.order(version: version, milligrams: milligrams).replacing(
            #""versionId":"\#(version)""#,
            with: #""versionId":"\#(version)","lastUpdated":"2026-11-\#(day < 10 ? "0" : "")\#(day)T09:00:00Z""#
        ).replacing("2026-11-20T09:00:00Z", with: "2026-11-01T09:00:00Z")
    }

    private func findings(_ documents: [String]) throws -> [String] {
        let harness = try HospitalHarness()
        var last: OrderEvent?
        for document in documents { last = try harness.send(document).orders.last ?? last }
        return try #require(last).findings.map(\.rule.id.rawValue).filter { $0.contains("rise") }
    }

    @Test func anOrderChangedInPlaceRisesOverWhatItWas() throws {
        let rises = ["baclofen-rise-large", "baclofen-rise-unrecorded"]
        #expect(try findings([edition(1, 5, on: 1), edition(2, 16, on: 10)]) == rises)
        #expect(try findings([edition(1, 5, on: 1), edition(2, 10, on: 10)]) == ["baclofen-rise-unrecorded"])
        #expect(
            try findings([edition(1, 5, on: 1), edition(2, 10, on: 3)])
                == ["baclofen-rise-interval", "baclofen-rise-unrecorded"])
    }

    @Test func editionsThatComeLateMakeTheSameHistory() throws {
        let editions = [edition(1, 5, on: 1), edition(2, 10, on: 8), edition(3, 15, on: 10)]
        let expected = try findings(editions)
        #expect(expected == ["baclofen-rise-interval", "baclofen-rise-unrecorded"])
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            #expect(try findings(order.map { editions[$0] }) == expected, "\(order)")
        }
    }

    @Test func whatThePatientSaysCountsWhereNoOrderTells() throws {
        let statement = """
            {"resourceType":"MedicationStatement","id":"m-1","status":"active","subject":{"reference":"Patient/p-1"},
             "effectivePeriod":{"start":"2026-06-01"},"medicationCodeableConcept":{"text":"Baclofen 10 mg tablet"},
             "dosage":[{"text":"10 mg three times a day"}]}
            """
        #expect(try findings([statement, Hospital.order(milligrams: 15)]) == [])
        #expect(try findings([statement, Hospital.order(milligrams: 16)]) == ["baclofen-rise-step"])
    }
}
