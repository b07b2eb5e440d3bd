import EventContracts
import MedicationDomain
import TestSupport
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

    /// What was let through and is taken is no start any more, whatever is learnt or changed about it.
    @Test func anOrderThatRunsIsNotHeldForAStart() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        try harness.send(Hospital.observation("ob-1", value: 95))
        #expect(try harness.send(Hospital.order()).orders.last?.status == .accepted)
        try harness.service.advance(to: noon + .days(4))
        let raised = try harness.send(Hospital.order(version: 2, milligrams: 10))
        #expect(raised.orders.last?.status == .amended)
        let alert = try #require(raised.alert("baclofen-starting-dose")?.alert)
        #expect(alert.management.contains { $0.contains("do not stop or cut abruptly") })
        let kidneys = try harness.send(Hospital.observation("ob-2", value: 75, on: "2026-11-23"))
        #expect(kidneys.orders.allSatisfy { $0.status != .held })
    }

    /// The first hours decide as before: a start that is changed before anything was taken is a start.
    @Test func aStartChangedAtOnceIsStillAStart() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        try harness.send(Hospital.order())
        #expect(try harness.send(Hospital.order(version: 2, milligrams: 10)).orders.last?.status == .held)
    }

    /// A slip that was held and put right is no dose the patient came from.
    @Test func whatWasHeldIsNoDoseBefore() throws {
        let slip = edition(2, 0.5, on: 10)
        #expect(try findings([edition(1, 10, on: 1), slip, edition(3, 10, on: 11)]) == [])
        #expect(
            try findings([edition(1, 10, on: 1), slip, edition(3, 16, on: 11)])
                == ["baclofen-rise-step", "baclofen-rise-unrecorded"])
    }

    @Test func aPumpThatOthersBeganHasADoseBefore() throws {
        let statement = """
            {"resourceType":"MedicationStatement","id":"m-1","status":"active","subject":{"reference":"Patient/p-1"},
             "effectivePeriod":{"start":"2026-06-01"},
             "medicationCodeableConcept":{"text":"Baclofen intrathecal injection 2 mg/mL"},
             "dosage":[{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},
              "route":{"coding":[{"system":"http://snomed.info/sct","code":"72607000"}]},
              "doseAndRate":[{"doseQuantity":{"value":200,"system":"http://unitsofmeasure.org","code":"ug"}}]}]}
            """
        func verdict(_ micrograms: Int) throws -> [String] {
            let harness = try HospitalHarness()
            try harness.send(statement)
            let order = Hospital.order(milligrams: 1, perDay: 1, medicine: "Baclofen intrathecal injection 2 mg/mL")
                .replacing("26643006", with: "72607000")
                .replacing(#""value":1.0,"#, with: #""value":\#(micrograms),"#).replacing(
                    #""code":"mg""#, with: #""code":"ug""#)
            return try #require(try harness.send(order).orders.last).findings.map(\.rule.id.rawValue)
        }
        #expect(try verdict(50).contains("baclofen-pump-fall"))
        #expect(try verdict(400).contains("baclofen-pump-rise-other"))
        #expect(try !verdict(200).contains { $0.contains("pump") })
    }
}
