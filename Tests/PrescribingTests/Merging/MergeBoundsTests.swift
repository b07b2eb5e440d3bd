import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// A record that cannot be taken in is judged where it is: apart is worse than together, and better than nowhere.
@Suite struct MergeBoundsTests {
    @Test func aFullSurvivorLeavesTheRecordToItsOwner() throws {
        let hospital = try MergeHarness()
        for number in 1...ChartMerging.annexLimit {
            try hospital.send(Hospital.retired("r-\(number)", into: "s-0"))
        }
        try hospital.send(Hospital.order("o-last", patient: "r-last", perDay: nil))
        let before = try hospital.open("r-last")
        #expect(!before.isEmpty)
        let published = try hospital.send(Hospital.retired("r-last", into: "s-0"))
        #expect(published.deadLetterCodes.contains("too-many-merged"))
        #expect(try hospital.chart(of: "r-last")?.isRetired == false)
        #expect(try hospital.open("r-last") == before)
        #expect(try hospital.orders("s-0").isEmpty)
        // Undone and said again while there is room, it is taken in.
        try hospital.send(Hospital.patient("r-last", version: 3))
        try hospital.send(Hospital.patient("r-1", version: 3))
        try hospital.send(Hospital.retired("r-last", into: "s-0", version: 4))
        #expect(try hospital.chart(of: "r-last")?.isRetired == true)
        #expect(try hospital.open("s-0") == before)
    }

    @Test func aRecordTooLargeToBeHandedOverIsJudgedWhereItIs() throws {
        let policy = try judgementPolicy()
        var chart = PatientChart()
        let text = String(repeating: "as it was told at home ", count: 40)
        for number in 0..<5000 {
            let order = OrderFact(
                orderId: OrderID("o-\(number)"), patientId: "r-1", status: .active,
                medication: Medication(text: "Invented remedy"), dosageInstructions: [DosageInstruction(text: text)])
            chart.orders[order.orderId.rawValue] = ChartedOrder(fact: order)
        }
        let merge = HospitalFacts(
            patientId: "r-1",
            facts: [
                HospitalFact(
                    resource: "Patient/r-1", version: SourceVersion(versionId: "2"),
                    content: .patient(PatientEvent(patientId: "r-1", change: .merged, otherPatientId: "s-1")))
            ])
        let outcome = policy.take(merge, into: chart, at: noon)
        #expect(outcome.refusal?.code == "handover-too-large")
        #expect(!outcome.chart.isRetired)
        let handovers = outcome.announcements.compactMap { $0.payload as? PatientHandover }
        #expect(handovers.allSatisfy { $0.facts.isEmpty })
        let word = outcome.announcements.compactMap { $0.payload as? PatientEvent }
        #expect(word.allSatisfy { $0.change != .merged })
    }

    /// What a pharmacist let go under the survivor is taken by the patient, also after the records are parted.
    @Test func whatWasLetGoElsewhereIsNotHeldForAStartAgain() throws {
        let hospital = try MergeHarness()
        for patient in ["p-1", "p-2"] {
            try hospital.send(Hospital.history.replacing("p-1", with: patient).replacing("d-0", with: "d-\(patient)"))
        }
        try hospital.send(Hospital.order("o-1", patient: "p-1", milligrams: 10))
        #expect(try hospital.orders("p-1")["o-1"] == .held)
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        let held = try #require(
            try hospital.chart(of: "p-2")?.alerts.open.first { $0.rule.id == "baclofen-starting-dose" })
        try hospital.answer(held.alertId, .overridden, of: "p-2")
        #expect(try hospital.orders("p-2")["o-1"] == .released)
        hospital.wait(.days(20))
        try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.orders("p-1")["o-1"] == .accepted)
        #expect(try hospital.open("p-1").contains { $0.hasPrefix("baclofen-starting-dose") })
    }
}
