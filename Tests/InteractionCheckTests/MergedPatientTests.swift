import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// A merged record has nothing open; what came from it to a survivor goes again without seeming to have stopped.
@Suite struct MergedPatientTests {
    private let subject: PatientHarness
    private let patient = TestPatient.id

    init() throws { subject = try PatientHarness() }

    private func word(_ change: PatientEvent.Change, dead: Bool? = nil) -> PatientEvent {
        PatientEvent(
            patientId: patient, change: change, isDeceased: dead, otherPatientId: change == .updated ? nil : "other")
    }

    private func putOnBaclofenWithAnOpioid() throws {
        try subject.order("o-1", "baclofen 10 mg tablet", milligramsPerDay: 30)
        try subject.order("o-2", "oxycodone 5 mg tablet", context: .new)
    }

    @Test func aMergedRecordsFindingsEndAndItWaitsForNothing() throws {
        try putOnBaclofenWithAnOpioid()
        let published = try subject.deliver(word(.merged))
        #expect(published.alerts.map(\.alert.resolution?.reason) == ["patient merged"])
        #expect(try subject.open.isEmpty)
        #expect(try subject.harness.partition.nextDeadline() == nil)
        // What is still told of it is kept, and not judged.
        #expect(try subject.order("o-3", "morphine 10 mg tablet", context: .new).isEmpty)
        #expect(try subject.harness.rejudge().isEmpty)
    }

    @Test func unmergedItIsJudgedOnAllThatWasTold() throws {
        try putOnBaclofenWithAnOpioid()
        try subject.deliver(word(.merged))
        try subject.order("o-2", "oxycodone 5 mg tablet", .retracted, revision: 2)
        try subject.order("o-3", "morphine 10 mg tablet", context: .new)
        let published = try subject.deliver(word(.unmerged))
        #expect(published.alerts.map(\.change) == [.raised])
        #expect(published.alerts.first?.alert.medications.contains { $0.orderId == "o-3" } == true)
    }

    @Test func anOrderHandedBackIsNoErrorOfAnybody() throws {
        try putOnBaclofenWithAnOpioid()
        var back = OrderEvent(
            orderId: "o-2", patientId: patient, status: .retracted,
            medication: try TestPatient.medication("oxycodone 5 mg tablet"))
        back.isHandedBack = true
        let published = try subject.deliver(back)
        #expect(published.alerts.map(\.alert.resolution?.reason) == ["patient unmerged"])
        #expect(try subject.profile?.medicines.count == 1)
    }

    @Test func whoDiedUnderAnotherRecordLivesWhenThatOneLeaves() throws {
        try putOnBaclofenWithAnOpioid()
        try subject.deliver(word(.died, dead: true))
        #expect(try subject.open.isEmpty)
        #expect(try subject.deliver(word(.unmerged)).alerts.map(\.change) == [.raised])
    }
}
