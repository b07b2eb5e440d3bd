import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// What is handed over: every kind of fact, under the survivor's id, and taken back when the records are parted.
@Suite struct HandedFactsTests {
    private static let contents: [HospitalFact.Content] = [
        .dispense(
            DispenseEvent(dispenseId: "d-1", patientId: "p-1", medication: medicine, handedOverAt: noon - .days(3))),
        .administration(
            AdministrationEvent(
                administrationId: "a-1", patientId: "p-1", outcome: .given, medication: medicine,
                administeredAt: noon - .days(2))),
        .reportedMedication(ReportedMedicationEvent(statementId: "s-1", patientId: "p-1", medication: medicine)),
        .observation(
            ObservationEvent(
                observationId: "ob-1", patientId: "p-1", kind: .estimatedGFR, value: 80, observedAt: noon - .days(9))),
        .observation(
            ObservationEvent(observationId: "ob-2", patientId: "p-1", kind: .fall, observedAt: noon - .days(1))),
        .condition(ConditionEvent(conditionId: "c-1", patientId: "p-1", text: "Multiple sclerosis")),
        .allergy(AllergyEvent(allergyId: "al-1", patientId: "p-1", substance: medicine)),
        .stay(StayEvent(encounterId: "e-1", patientId: "p-1", change: .started, startedAt: noon - .days(1))),
        .stay(
            StayEvent(
                encounterId: "e-0", patientId: "p-1", change: .ended, startedAt: noon - .days(30),
                endedAt: noon - .days(20))),
        .coverage(CoverageEvent(coverageId: "cov-1", patientId: "p-1")),
        .claim(
            ClaimEvent(
                answerId: "cr-1", patientId: "p-1", orderId: "o-1", answeredAt: noon - .days(1),
                lines: [.init(medication: medicine, verdict: .rejected)])),
    ]
    private static let medicine = Medication(text: "Invented remedy")

    private let hospital: MergeHarness

    init() throws { hospital = try MergeHarness() }

    private func tell(_ content: HospitalFact.Content, version: String = "1") throws {
        let fact = HospitalFact(
            resource: content.resourceName, version: SourceVersion(versionId: version), content: content)
        try hospital.deliver(HospitalFacts(patientId: "p-1", facts: [fact]), about: "p-1")
    }

    private func said(_ published: Published, of patient: PatientID) throws -> [EventType] {
        try published.records.compactMap { record in
            let event = try CloudEvent(record.message)
            return record.topic == .prescribingEvents && event.subject == patient.rawValue ? event.type : nil
        }.filter { !PatientEvent.types.contains($0) }
    }

    @Test(arguments: contents.indices) func eachIsToldAnewAndTakenBack(index: Int) throws {
        try tell(Self.contents[index])
        let merged = try said(hospital.send(Hospital.retired("p-1", into: "p-2")), of: "p-2")
        #expect(merged.count == 1)
        let parted = try said(hospital.send(Hospital.patient("p-1", version: 3)), of: "p-2")
        #expect(parted.count == 1)
        #expect(parted.allSatisfy { $0.rawValue.contains("retracted") })
        #expect(try hospital.chart(of: "p-2")?.measured ?? [:] == [:])
    }

    @Test func whatPausesAndSuppliesIsToldBeforeWhatConsumesAndTakenBackAfterIt() throws {
        try hospital.send(Hospital.order("o-1", patient: "p-1"))
        for content in Self.contents { try tell(content) }
        let merged = try said(hospital.send(Hospital.retired("p-1", into: "p-2")), of: "p-2")
        #expect(merged.count == Self.contents.count + 1)
        #expect(merged.first?.rawValue.contains("stay") == true)
        #expect(merged.last?.rawValue.contains("prescription") == true)
        let parted = try said(hospital.send(Hospital.patient("p-1", version: 3)), of: "p-2")
        #expect(parted.first?.rawValue.contains("prescription.retracted") == true)
        #expect(parted.last?.rawValue.contains("stay") == true)
    }

    @Test func whatIsKeptOnlyForThatIsBounded() throws {
        for number in 0..<60 {
            try tell(
                .administration(
                    AdministrationEvent(
                        administrationId: ResourceID("a-\(number)"), patientId: "p-1", outcome: .given,
                        medication: Self.medicine, administeredAt: noon - .hours(Double(number)))))
        }
        let kept = try #require(try hospital.chart(of: "p-1")?.further)
        #expect(kept.count == PatientChart.FurtherLimit.administrations)
        #expect(kept["MedicationAdministration/a-0"] != nil, "the newest are kept")
        var back = AdministrationEvent(
            administrationId: "a-0", patientId: "p-1", outcome: .given, medication: Self.medicine)
        back.status = .retracted
        try tell(.administration(back), version: "2")
        #expect(try hospital.chart(of: "p-1")?.further?["MedicationAdministration/a-0"] == nil)
    }
}
