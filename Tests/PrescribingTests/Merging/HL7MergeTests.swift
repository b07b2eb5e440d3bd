import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// HL7 v2 merges by an event and parts by another; a message that is silent about it changes nothing.
@Suite struct HL7MergeTests {
    private let hospital: MergeHarness

    init() throws { hospital = try MergeHarness() }

    private func message(_ event: String, at time: String, _ segments: String...) -> String {
        (["MSH|^~\\&|ADT|HOSP|TITRATE|HOSP|\(time)||ADT^\(event)|m-\(time)|P|2.5.1", "EVN|\(event)|\(time)"] + segments)
            .map { $0 + "\r" }.joined()
    }

    private func person(_ id: String) -> String { "PID|1||\(id)^^^HOSP^MR||Invented^Name||19700101|F" }

    private func retired(_ patient: PatientID) throws -> Bool { try hospital.chart(of: patient)?.isRetired ?? false }

    @Test func recordsAreMergedAndParted() throws {
        try hospital.send(Hospital.order("o-1", patient: "p-1", perDay: nil))
        try hospital.send(message("A40", at: "20261120120000", person("p-2"), "MRG|p-1^^^HOSP^MR"))
        #expect(try retired("p-1"))
        #expect(try !hospital.open("p-2").isEmpty)
        // News of the address, by the old number and by the new one.
        try hospital.send(message("A08", at: "20261120130000", person("p-1")))
        try hospital.send(message("A08", at: "20261120130500", person("p-2")))
        #expect(try retired("p-1"))
        try hospital.send(message("A37", at: "20261120140000", person("p-2"), person("p-1")))
        #expect(try !retired("p-1"))
        #expect(try !hospital.open("p-1").isEmpty)
        #expect(try hospital.orders("p-2").isEmpty)
        // An old merge that comes late undoes nothing.
        try hospital.send(message("A40", at: "20261120120000", person("p-2"), "MRG|p-1^^^HOSP^MR"))
        #expect(try !retired("p-1"))
    }

    @Test func partingNeedsBothRecords() throws {
        for (segments, code, place) in [
            ([person("p-1")], "missing-element", "PID"),
            ([person("p-1"), person("p-1")], "bad-value", "PID[2]-3"),
        ] {
            let text = message("A37", at: "20261120140000", segments[0], segments.count > 1 ? segments[1] : "PV1|1|I")
            let refusal = try #require(hospital.intake.read(Hospital.message(text)).refusal)
            #expect(refusal.code == code)
            #expect(refusal.message == place)
        }
    }

    /// What FHIR said of the merge stands, since demographics in HL7 v2 cannot say it.
    @Test func demographicsUndoNoMergeThatFHIRTold() throws {
        try hospital.send(Hospital.order("o-1", patient: "p-1", perDay: nil))
        try hospital.send(
            Hospital.retired("p-1", into: "p-2").replacing(
                #""versionId":"2""#, with: #""lastUpdated":"2026-11-20T12:00:00Z""#))
        #expect(try retired("p-1"))
        try hospital.send(message("A08", at: "20261121130000", person("p-1")))
        try hospital.send(message("A01", at: "20261121130500", person("p-2"), "PV1|1|I|||||||||||||||||v-1"))
        #expect(try retired("p-1"))
        // Nothing is planned for half a patient.
        let request = TitrationRequest(patientId: "p-1")
        let chart = try #require(try hospital.chart(of: "p-1"))
        let answer = TitrationOfChart(knowledge: try loadedKnowledge().policy).answer(
            request, in: chart, at: hospital.now)
        guard case .refused(let refusal) = answer else {
            Issue.record("a plan for a merged record")
            return
        }
        #expect(refusal.code == "patient-merged")
    }
}
