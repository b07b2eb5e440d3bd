import EventContracts
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// What may come in over HTTP: beyond a limit the answer is 413, and nothing was kept.
@Suite struct RequestLimitTests {
    private func status(_ path: String, _ type: String, _ body: String) async throws -> Int {
        let door = try await GatewayDoor()
        let input = HTTPInputs.Input(method: .post, path: path, contentType: type, body: Array(body.utf8))
        return try await door.send(input).status
    }

    private func padded(_ text: String, to count: Int, with filling: String) -> String {
        text + String(repeating: filling, count: count - text.utf8.count)
    }

    @Test(arguments: ["/assistance", "/alerts/\(HTTPInputs.alertID.rawValue)/responses"])
    func jsonOfSixtyFourKibibytesIsReadAndMoreIsNot(_ path: String) async throws {
        let body = path == "/assistance" ? #"{"asOf":"2026-11-21"}"# : #"{"action":"acknowledge"}"#
        let fitting = padded(body, to: 64 * 1024, with: " ")
        #expect(try await status(path, "application/json", fitting) != 413)
        #expect(try await status(path, "application/json", fitting + " ") == 413)
    }

    @Test(arguments: ["/assistance", "/alerts/\(HTTPInputs.alertID.rawValue)/responses"])
    func formsOfSixtyFourKibibytesAreReadAndMoreIsNot(_ path: String) async throws {
        let type = "application/x-www-form-urlencoded"
        let fitting = padded("action=acknowledge&state=", to: 64 * 1024, with: "x")
        #expect(try await status(path, type, fitting) != 413)
        #expect(try await status(path, type, fitting + "x") == 413)
    }

    @Test func documentsOfFourMebibytesAreReadAndMoreIsNot() async throws {
        let type = FHIRRoutes.fhirJSON
        let fitting = padded(
            #"{"resourceType":"Patient","id":"p-1"}"#, to: TopicCatalog.maximumRecordBytes, with: " ")
        #expect(try await status("/fhir", type, fitting) == 202)
        #expect(try await status("/fhir", type, fitting + " ") == 413)
    }

    @Test func documentsBeyondAnyOtherLimitAreAnsweredAlike() async throws {
        let type = FHIRRoutes.fhirJSON
        let deep = String(repeating: "[", count: 65)
        let many = Array(repeating: "{}", count: 1001).joined(separator: ",")
        #expect(try await status("/fhir", type, #"{"resourceType":"Patient","x":\#(deep)"#) == 413)
        #expect(try await status("/fhir", type, #"{"resourceType":"Bundle","type":"batch","entry":[\#(many)]}"#) == 413)
    }
}
