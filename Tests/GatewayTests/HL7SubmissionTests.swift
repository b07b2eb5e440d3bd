import EventContracts
import EventLog
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct HL7SubmissionTests {
    private static let hl7 = "x-application/hl7-v2+er7"
    private static let message = "MSH|^~\\&|W|H|||20261121||ADT^A08|1|P|2.5\rPID|1||p-17^^^H^MR||Doe^Jane\r"
    private static let bad = "MSH|^~\\&|W|H|||20261321||ADT^A08|1|P|2.5\rPID|1||p-17^^^H^MR\r"

    @Test func aMessageReachesTheLogByteForByteUnderItsPatientsKey() async throws {
        let desk = try Desk()
        let answer = try await desk.post("/hl7v2", HL7SubmissionTests.message, type: "\(HL7SubmissionTests.hl7); x=y")
        #expect(answer.status == 202)
        #expect(answer.text.contains("OperationOutcome"))
        let record = try #require(desk.log.records(of: .hospitalEvents).first)
        #expect(record.message.value == Array(HL7SubmissionTests.message.utf8))
        #expect(record.message.key == Array("p-17".utf8))
        #expect(record.message.header("content-type") == HL7SubmissionTests.hl7)
    }

    @Test(arguments: [
        ("", 400, "not-hl7 at MSH"), ("{}", 400, "not-hl7 at MSH"), (bad, 400, "invalid-date at MSH-7"),
        ("MSH|^^\\&|W|H\r", 400, "bad-value at MSH-2"), ("MSH|^~\\&|W|H\r", 400, "missing-element at MSH-9"),
        ("\u{0B}\(message)", 400, "truncated at PID"), ("\(message)Jane Doe|x\r", 400, "bad-value at PID"),
        (String(repeating: "MSH|^~\\&\r", count: 1001), 413, "too-large"),
    ])
    func whatCannotBeReadIsRefusedByPlace(_ body: String, _ status: Int, _ words: String) async throws {
        let desk = try Desk()
        let answer = try await desk.post("/hl7v2", body, type: HL7SubmissionTests.hl7)
        #expect(answer.status == status)
        #expect(answer.text.contains("OperationOutcome"))
        #expect(answer.text.contains(words), "\(answer.text)")
        #expect(!answer.text.contains("Jane"))
        #expect(desk.log.records(of: .hospitalEvents).isEmpty)
    }

    @Test func aGoodBatchWithABadMessageIsTakenAndTheMessageNamed() async throws {
        let desk = try Desk()
        let body = HL7SubmissionTests.message + HL7SubmissionTests.bad + "BTS|3\r"
        let answer = try await desk.post("/hl7v2", body, type: HL7SubmissionTests.hl7)
        #expect(answer.status == 202)
        #expect(answer.text.contains("messages[1]: invalid-date at MSH-7"))
        #expect(answer.text.contains("bad-value at BTS-1"))
        #expect(desk.log.records(of: .hospitalEvents).count == 1)
    }

    @Test func whetherAnOpenEndIsUsualIsNotKnownHere() async throws {
        let desk = try Desk()
        let body = String(HL7SubmissionTests.message.dropLast())
        let answer = try await desk.post("/hl7v2", body, type: HL7SubmissionTests.hl7)
        #expect(answer.status == 202)
        #expect(answer.text.contains("not ended"))
    }

    @Test(arguments: ["application/fhir+json", "text/plain", "application/json"])
    func anotherMediaTypeIsRefused(_ type: String) async throws {
        let answer = try await Desk().post("/hl7v2", HL7SubmissionTests.message, type: type)
        #expect(answer.status == 415)
        #expect(answer.text.contains(HL7SubmissionTests.hl7))
    }

    @Test func theLimitIsThatOfFHIR() async throws {
        let body = String(repeating: " ", count: 4 * 1024 * 1024 + 1)
        #expect(try await Desk().post("/hl7v2", body, type: HL7SubmissionTests.hl7).status == 413)
    }
}
