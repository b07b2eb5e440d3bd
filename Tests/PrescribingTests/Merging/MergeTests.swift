import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Two records of one person: the merged one rests, the survivor is judged on both, and it can be undone.
@Suite struct MergeTests {
    private let hospital: MergeHarness

    init() throws { hospital = try MergeHarness() }

    /// Unreadable: it is held, and an alert says so.
    private func unreadable(_ id: String, of patient: String, version: Int = 1) -> String {
        Hospital.order(id, patient: patient, version: version, perDay: nil)
    }

    @Test func theMergedRecordsAlertsEndAndTheSurvivorHasThem() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        let before = try hospital.open("p-1")
        #expect(!before.isEmpty)
        let published = try hospital.send(Hospital.retired("p-1", into: "p-2"))
        #expect(try hospital.open("p-1").isEmpty)
        #expect(try hospital.open("p-2") == before)
        let ended = published.alerts.filter { $0.change == .resolved }
        #expect(ended.allSatisfy { $0.alert.resolution?.reason == "patient-merged" && $0.alert.patientId == "p-1" })
        #expect(published.alerts.contains { $0.change == .raised && $0.alert.patientId == "p-2" })
        let merged = try #require(published.payloads(PatientEvent.self).first { $0.change == .merged })
        #expect((merged.patientId, merged.otherPatientId) == ("p-1", "p-2"))
        #expect(try hospital.place(of: "p-1").nextDeadline() == nil, "nobody waits for a merged record")
        #expect(try hospital.place(of: "p-2").nextDeadline() != nil)
    }

    @Test func theSurvivorSaysTheOrdersAnewUnderItsOwnId() throws {
        try hospital.send(Hospital.order("o-1", patient: "p-1"))
        let published = try hospital.send(Hospital.retired("p-1", into: "p-2"))
        let order = try #require(published.orders.last { $0.patientId == "p-2" })
        #expect((order.orderId, order.status, order.entityID) == ("o-1", .accepted, "order:o-1@p-2"))
    }

    @Test func undoneItIsAsBefore() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(Hospital.order("o-2", patient: "p-2"))
        let before = try (hospital.open("p-1"), hospital.open("p-2"), hospital.orders("p-2"))
        let deadline = try hospital.place(of: "p-2").nextDeadline()
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        #expect(try hospital.orders("p-2").count == 2)
        let published = try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.open("p-1") == before.0)
        #expect(try hospital.open("p-2") == before.1)
        #expect(try hospital.orders("p-2") == before.2)
        let back = try #require(published.orders.last { $0.patientId == "p-2" && $0.status == .retracted })
        #expect(back.isHandedBack == true)
        #expect(published.payloads(PatientEvent.self).map(\.change).contains(.unmerged))
        #expect(try hospital.chart(of: "p-2")?.merging == nil)
        #expect(try hospital.chart(of: "p-1")?.merging == nil)
        #expect(try hospital.place(of: "p-2").nextDeadline() == deadline)
    }

    @Test func theSurvivorsOwnWordIsEnoughAndItsSilenceEndsIt() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(Hospital.survivor("p-2", of: "p-1"))
        #expect(try hospital.chart(of: "p-1")?.isRetired == true)
        #expect(try hospital.alerted("p-2").count == 1)
        try hospital.send(Hospital.patient("p-2", version: 3))
        #expect(try hospital.chart(of: "p-1")?.isRetired == false)
        #expect(try hospital.open("p-2").isEmpty)
        #expect(try hospital.alerted("p-1").count == 1)
    }

    @Test func whatIsToldOfTheMergedRecordLaterIsHandedOn() throws {
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        #expect(try hospital.send(unreadable("o-1", of: "p-1")).alerts.allSatisfy { $0.alert.patientId == "p-2" })
        #expect(try hospital.alerted("p-2").count == 1)
        try hospital.send(Hospital.order("o-1", patient: "p-1", version: 2, status: "stopped", perDay: nil))
        #expect(try hospital.open("p-2").isEmpty)
        #expect(try hospital.orders("p-2")["o-1"] == .stopped)
        try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.orders("p-1")["o-1"] == .stopped)
    }

    @Test func aReleasedOrderStaysReleased() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        for alert in try #require(try hospital.chart(of: "p-1")).alerts.open {
            try hospital.answer(alert.alertId, .overridden, of: "p-1")
        }
        #expect(try hospital.orders("p-1")["o-1"] == .released)
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        #expect(try hospital.orders("p-2")["o-1"] == .released, "a therapy under way is not held by a merge")
        #expect(try hospital.alerted("p-2").count == 1, "it is asked anew")
        let alert = try #require(try hospital.chart(of: "p-2")?.alerts.open.first)
        try hospital.answer(alert.alertId, .reopened, of: "p-2")
        try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.orders("p-1")["o-1"] == .released)
    }

    @Test func aMergeWithAnUnknownRecordWorksBothWays() throws {
        let none = try hospital.send(Hospital.retired("p-1", into: "p-2"))
        #expect(none.deadLetterCodes.isEmpty)
        #expect(!none.payloads(PatientEvent.self).contains { $0.change == .unmerged })
        try hospital.send(unreadable("o-2", of: "p-2"))
        #expect(try hospital.alerted("p-2").count == 1)
        #expect(try hospital.chart(of: "p-2")?.isRetired == false)
    }

    @Test func aMergeMayGoToAnotherSurvivor() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        try hospital.send(Hospital.retired("p-1", into: "p-3", version: 3))
        #expect(try hospital.open("p-2").isEmpty)
        #expect(try hospital.alerted("p-3").count == 1)
    }

    @Test func chainsReachTheLastSurvivorAndComeApartAtAnyLink() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(unreadable("o-2", of: "p-2"))
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        try hospital.send(Hospital.retired("p-2", into: "p-3"))
        #expect(try hospital.alerted("p-3").count == 2)
        #expect(try hospital.open("p-1").isEmpty && hospital.open("p-2").isEmpty)
        try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.alerted("p-3").count == 1)
        #expect(try hospital.alerted("p-1").count == 1)
        try hospital.send(Hospital.retired("p-1", into: "p-2", version: 4))
        try hospital.send(Hospital.patient("p-2", version: 3))
        #expect(try hospital.open("p-3").isEmpty)
        #expect(try hospital.alerted("p-2").count == 2)
    }

    @Test(arguments: [
        ["p-1", "p-2"], ["p-2", "p-1"], ["p-1", "p-2", "p-3"], ["p-3", "p-1", "p-2"], ["p-2", "p-1", "p-3"],
    ])
    func aCircleIsJudgedOnceAndSaidOnce(ring: [String]) throws {
        for patient in ring { try hospital.send(unreadable("o-\(patient)", of: patient)) }
        for (index, patient) in ring.enumerated() {
            try hospital.send(Hospital.retired(patient, into: ring[(index + 1) % ring.count]))
        }
        #expect(try hospital.alerted("p-1").count == ring.count, "the smallest id survives with all there is")
        for patient in ring where patient != "p-1" { #expect(try hospital.open(PatientID(patient)).isEmpty) }
        #expect(Published(hospital.said).deadLetterCodes == ["merge-cycle"])
        // Undone at one place, it is a chain.
        let last = try #require(ring.first { $0 != "p-1" })
        try hospital.send(Hospital.patient(last, version: 3))
        #expect(try hospital.alerted(PatientID(last)).count == ring.count)
        #expect(try hospital.open("p-1").isEmpty)
    }

    @Test func aRecordMergedIntoItselfIsRefusedAndStaysAlive() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        #expect(try hospital.send(Hospital.retired("p-1", into: "p-1")).deadLetterCodes == ["merge-cycle"])
        #expect(try hospital.alerted("p-1").count == 1)
    }

    @Test func aResourceThatTheHospitalMovesBelongsWhereItWasToldLast() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        // After a merge many systems send every order again, under the survivor.
        let again = try hospital.send(unreadable("o-1", of: "p-2", version: 2))
        #expect(again.alerts.allSatisfy { $0.change == .updated }, "the same finding is the same alert")
        try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.alerted("p-2").count == 1, "it is the survivor's own since")
        // And back: it was given to the other record again.
        try hospital.send(Hospital.retired("p-1", into: "p-2", version: 4))
        try hospital.send(unreadable("o-1", of: "p-1", version: 3))
        try hospital.send(Hospital.patient("p-1", version: 5))
        #expect(try hospital.open("p-2").isEmpty)
        #expect(try hospital.alerted("p-1").count == 1)
    }

    @Test(arguments: [true, false]) func anOlderEditionUnderTheOtherIdHasNoEffect(isMergedFirst: Bool) throws {
        try hospital.send(Hospital.order("o-1", patient: "p-1", version: 2, status: "stopped"))
        let steps = [unreadable("o-1", of: "p-2"), Hospital.retired("p-1", into: "p-2")]
        for step in isMergedFirst ? steps.reversed() : steps { try hospital.send(step) }
        #expect(try hospital.orders("p-2")["o-1"] == .stopped)
        #expect(try hospital.open("p-2").isEmpty)
    }

    @Test func deathClosesTheAlarmsOfEveryRecordOfThePerson() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(unreadable("o-2", of: "p-2"))
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        #expect(try hospital.alerted("p-2").count == 2)
        let dead = Hospital.retired("p-1", into: "p-2", version: 3, more: #""deceasedBoolean":true,"#)
        let published = try hospital.send(dead)
        #expect(try hospital.open("p-2").isEmpty)
        #expect(published.payloads(PatientEvent.self).contains { $0.patientId == "p-2" && $0.change == .died })
        // Not the same person after all: the other one lives.
        let back = try hospital.send(Hospital.patient("p-1", version: 4, more: #""deceasedBoolean":true,"#))
        #expect(try hospital.alerted("p-2").count == 1)
        #expect(try hospital.open("p-1").isEmpty)
        let word = try #require(back.payloads(PatientEvent.self).last { $0.patientId == "p-2" })
        #expect((word.change, word.isDeceased, word.birthDate) == (.unmerged, nil, nil))
    }

    @Test func repeatsAndLateWordsOfFormerOwnersChangeNothing() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        let first = hospital.inner
        let chart = try hospital.chart(of: "p-2")
        for record in first { #expect(try hospital.deliver(record.message, on: .prescribingIntake).isEmpty) }
        try hospital.send(Hospital.patient("p-1", version: 3))
        for record in first { #expect(try hospital.deliver(record.message, on: .prescribingIntake).isEmpty) }
        #expect(try hospital.chart(of: "p-2") != chart)
        #expect(try hospital.open("p-2").isEmpty)
    }

    @Test func theSameHandoverUnderANewRevisionSaysNothing() throws {
        try hospital.send(unreadable("o-1", of: "p-1"))
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        var event = try CloudEvent(try #require(hospital.inner.last).message)
        (event.id, event.revision) = ("rebuilt", 5000)
        #expect(try hospital.deliver(event.message(key: Array("p-2".utf8)), on: .prescribingIntake).isEmpty)
    }

    /// HL7 v2 names a merge in a message of its own, and later messages about the patient do not repeat it.
    @Test func aMergeSaidByAnotherResourceLastsUntilThatOneTakesItBack() throws {
        func say(_ event: PatientEvent, _ resource: String, at minute: Int) throws {
            let version = SourceVersion(lastUpdated: noon + .minutes(Double(minute)))
            let fact = HospitalFact(resource: resource, version: version, content: .patient(event))
            try hospital.deliver(HospitalFacts(patientId: "p-1", facts: [fact]), about: "p-1")
        }
        try hospital.send(unreadable("o-1", of: "p-1"))
        try say(PatientEvent(patientId: "p-1", change: .merged, otherPatientId: "p-2"), "Patient/p-1/link", at: 1)
        #expect(try hospital.alerted("p-2") == ["o-1"])
        try say(PatientEvent(patientId: "p-1", sex: .female), "Patient/p-1", at: 2)
        #expect(try hospital.alerted("p-2") == ["o-1"])
        try say(PatientEvent(patientId: "p-1", change: .unmerged, otherPatientId: "p-2"), "Patient/p-1/link", at: 3)
        #expect(try hospital.alerted("p-2").isEmpty)
        #expect(try hospital.alerted("p-1") == ["o-1"])
    }

    @Test func whatCameByAMergeDisplacesNothing() throws {
        try hospital.send(Hospital.observation("own", value: 70, patient: "p-2", on: "2026-01-01"))
        for number in 1...PatientChart.valuesKept {
            let day = "2026-10-0\(number)"
            try hospital.send(Hospital.observation("ob-\(number)", value: 80, patient: "p-1", on: day))
        }
        try hospital.send(Hospital.retired("p-1", into: "p-2"))
        let kind = ObservationEvent.Kind.estimatedGFR
        #expect(try hospital.chart(of: "p-2")?.observations(kind).count == PatientChart.valuesKept + 1)
        try hospital.send(Hospital.patient("p-1", version: 3))
        #expect(try hospital.chart(of: "p-2")?.observations(kind).map(\.observationId) == ["own"])
    }

    @Test func tooManyMergedRecordsAreRefused() throws {
        for number in 0...ChartMerging.annexLimit {
            try hospital.send(Hospital.retired("r-\(number)", into: "p-2"))
        }
        #expect(Published(hospital.said).deadLetterCodes == ["too-many-merged"])
    }
}
