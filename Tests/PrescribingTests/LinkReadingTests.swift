import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// What FHIR says of other records of the same person.
@Suite struct LinkReadingTests {
    private func read(_ links: String) throws -> (event: PatientEvent?, code: String?) {
        let result = try hospitalIntake().read(
            Hospital.message(#"{"resourceType":"Patient","id":"p-1","link":[\#(links)]}"#))
        let facts = result.forwarded.first as? HospitalFacts
        guard case .patient(let event)? = facts?.facts.first?.content else { return (nil, result.refusal?.code) }
        return (event, result.refusal?.code)
    }

    private func link(_ type: String, _ reference: String) -> String {
        #"{"other":{"reference":"\#(reference)"},"type":"\#(type)"}"#
    }

    @Test func replacedByIsAMerge() throws {
        let event = try read(link("replaced-by", "http://his.example/fhir/Patient/p-2")).event
        #expect((event?.change, event?.otherPatientId) == (.merged, "p-2"))
    }

    @Test func replacesNamesEveryRecordOnce() throws {
        let event = try read(
            [link("replaces", "Patient/p-3"), link("replaces", "Patient/p-2"), link("replaces", "Patient/p-3")]
                .joined(separator: ",")
        ).event
        #expect((event?.change, event?.replaces) == (.updated, ["p-2", "p-3"]))
    }

    @Test func otherLinksAndOtherKindsOfRecordsSayNothing() throws {
        for links in [
            link("seealso", "Patient/p-2"), link("refer", "Patient/p-2"), link("replaces", "RelatedPerson/r-1"),
        ] {
            let event = try read(links).event
            #expect(event?.change == .updated)
            #expect(event?.otherPatientId == nil && event?.replaces == nil)
        }
    }

    @Test func whatCannotBeReadOrIsAmbiguousIsRefused() throws {
        #expect(try read(link("replaced-by", "#contained")).code == "bad-value")
        #expect(try read(#"{"other":{"identifier":{"value":"1"}},"type":"replaces"}"#).code == "bad-value")
        #expect(
            try read(link("replaced-by", "Patient/p-2") + "," + link("replaced-by", "Patient/p-3")).code == "bad-value")
    }

    @Test func aReviewJudgesMergedRecordsAsOne() throws {
        var review = Review(intake: try hospitalIntake(), policy: try judgementPolicy())
        let documents = [
            Hospital.order("o-1", perDay: nil), Hospital.retired("p-1", into: "p-2"),
            Hospital.order("o-2", patient: "p-2"),
        ]
        for document in documents { review.take(Array(document.utf8), from: "file", at: noon) }
        let report = review.report(at: noon)
        #expect(report.orders.map(\.orderId) == ["o-1", "o-2"])
        #expect(Set(report.orders.map(\.patientId)) == ["p-2"])
        #expect(!report.alerts.isEmpty && report.alerts.allSatisfy { $0.patientId == "p-2" })
    }
}
