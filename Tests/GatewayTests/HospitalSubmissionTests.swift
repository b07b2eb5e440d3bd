import EventContracts
import EventLog
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct HospitalSubmissionTests {
    private static let fhir = "application/fhir+json"
    private static let patient = #"{"resourceType":"Patient","id":"p-17","birthDate":"1948-05-01"}"#

    @Test func aResourceReachesTheLogByteForByteUnderItsPatientsKey() async throws {
        let desk = try Desk()
        let answer = try await desk.post(
            "/fhir", HospitalSubmissionTests.patient, type: "application/fhir+json; charset=utf-8")
        #expect(answer.status == 202)
        #expect(answer.text.contains("OperationOutcome"))
        let record = try #require(desk.log.records(of: .hospitalEvents).first)
        #expect(record.message.value == Array(HospitalSubmissionTests.patient.utf8))
        #expect(record.message.key == Array("p-17".utf8))
        #expect(record.message.header("content-type") == HospitalSubmissionTests.fhir)
    }

    @Test(arguments: [
        ("{", 400, "truncated"),
        ("[]", 400, "not-fhir"),
        (#"{"resourceType":"MedicationRequest","id":"o-1"}"#, 400, "MedicationRequest."),
        (#"{"resourceType":"Patient"}"#, 400, "Patient.id"),
        (#"{"resourceType":"Patient","id":7}"#, 400, "Patient.id"),
        (#"{"resourceType":"Bundle"}"#, 400, "Bundle.type"),
        (
            #"{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":7}}]}"#,
            400, "Bundle.entry[0]"
        ),
        (
            #"{"resourceType":"Bundle","type":"batch","entry":["# + String(repeating: "{},", count: 1000) + "{}]}", 413,
            "Bundle.entry"
        ),
        (String(repeating: "[", count: 100), 413, "too-deep"),
    ])
    func whatCannotBeReadIsRefusedByElement(_ body: String, _ status: Int, _ words: String) async throws {
        let desk = try Desk()
        let answer = try await desk.post("/fhir", body, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == status)
        #expect(answer.text.contains("OperationOutcome"))
        #expect(answer.text.contains(words), "\(answer.text)")
        #expect(desk.log.records(of: .hospitalEvents).isEmpty)
    }

    @Test(arguments: [("text/plain", nil), ("application/fhir+xml", nil), ("application/fhir+json", "gzip")])
    func anotherMediaTypeIsRefused(_ type: String, _ encoding: String?) async throws {
        let desk = try Desk()
        var headers: HTTPFields = [:]
        headers[.contentEncoding] = encoding
        let answer = try await desk.post("/fhir", HospitalSubmissionTests.patient, type: type, headers: headers)
        #expect(answer.status == 415)
        #expect(answer.text.contains("OperationOutcome"))
    }

    @Test func aDocumentBeyondFourMebibytesIsRefused() async throws {
        let desk = try Desk()
        let body = String(repeating: " ", count: 4 * 1024 * 1024 + 1)
        let answer = try await desk.post("/fhir", body, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == 413)
        #expect(desk.log.records(of: .hospitalEvents).isEmpty)
    }

    @Test func aGoodBatchWithABadEntryIsTakenAndTheEntryNamed() async throws {
        let desk = try Desk()
        let body =
            #"{"resourceType":"Bundle","type":"batch","entry":[{"resource":"# + HospitalSubmissionTests.patient
            + #"},{"resource":{"resourceType":"Patient","id":7}}]}"#
        let answer = try await desk.post("/fhir", body, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == 202)
        #expect(answer.text.contains("Bundle.entry[1]"))
        #expect(desk.log.records(of: .hospitalEvents).first?.message.key == Array("p-17".utf8))
    }

    @Test func anAbsentLogIsNeverASuccess() async throws {
        let desk = try Desk()
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        let answer = try await desk.post("/fhir", HospitalSubmissionTests.patient, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] != nil)
        desk.log.change { $0.failure = nil }
        let second = try await desk.post("/fhir", HospitalSubmissionTests.patient, type: HospitalSubmissionTests.fhir)
        #expect(second.status == 202)
    }

    @Test func aLogThatDoesNotAnswerIsNeverASuccess() async throws {
        let desk = try Desk(publishWithin: .milliseconds(20))
        desk.log.change { $0.isHanging = true }
        let answer = try await desk.post("/fhir", HospitalSubmissionTests.patient, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == 503)
    }

    @Test func aRecordTheLogWillNeverTakeIsTooLarge() async throws {
        let desk = try Desk()
        desk.log.change { $0.failure = LogError(.reject, code: "MSG_SIZE_TOO_LARGE", message: "too large") }
        let answer = try await desk.post("/fhir", HospitalSubmissionTests.patient, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == 413)
    }

    @Test func aResourceNobodyReadsIsPassedOnAndSaidSo() async throws {
        let desk = try Desk()
        let answer = try await desk.post(
            "/fhir", #"{"resourceType":"Appointment"}"#, type: HospitalSubmissionTests.fhir)
        #expect(answer.status == 202)
        #expect(answer.text.contains("not-supported"))
        #expect(desk.log.records(of: .hospitalEvents).count == 1)
    }
}
