import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests {
    /// Another system's own question, on the real executable: typed into kcat, answered on Kafka.
    @Suite(.serialized) struct EligibilityProcessTests {
        private static let request = #"""
            {"resourceType":"CoverageEligibilityRequest","id":"kcat-1","status":"active","purpose":["benefits"],
             "patient":{"reference":"Patient/elig-1"},"servicedDate":"2026-03-01","created":"2026-03-01",
             "insurer":{"display":"payer"},"item":[{"productOrService":{"text":"Baclofen 10 MG Oral Tablet"}}]}
            """#

        @Test(.timeLimit(.minutes(2))) func anEligibilityRequestByKcatGivesAValidResponse() async throws {
            let suite = try await RunningSuite()
            try suite.start(.costAssistance)
            try await suite.waitUntilReady(.costAssistance)
            try publish(Self.request, suite)
            try publish(Self.request.replacing(#""status":"active","#, with: ""), suite)
            try await eventually("both are answered") { try replies(suite).count >= 2 }
            let answers = try replies(suite)
            let response = try #require(
                answers.first { $0["resourceType"] as? String == "CoverageEligibilityResponse" })
            #expect(EligibilityShape.problems(response).isEmpty)
            #expect(response["outcome"] as? String == "partial")
            #expect(
                (response["request"] as? [String: Any])?["reference"] as? String == "CoverageEligibilityRequest/kcat-1")
            let outcome = try #require(answers.first { $0["resourceType"] as? String == "OperationOutcome" })
            #expect("\(outcome)".contains("CoverageEligibilityRequest.status"))
        }

        private func publish(_ json: String, _ suite: RunningSuite) throws {
            let (status, _) = try ChildProcess.run(
                "kcat",
                [
                    "-P", "-b", suite.bootstrap, "-t", "cost-assistance.requests.v1", "-k", "elig-1", "-D", "\u{1}",
                    "-H", "content-type=application/fhir+json", "-X", "partitioner=murmur2_random",
                ], input: Array(json.utf8))
            #expect(status == 0)
        }

        private func replies(_ suite: RunningSuite) throws -> [[String: Any]] {
            let (_, output) = try ChildProcess.run(
                "kcat",
                [
                    "-C", "-b", suite.bootstrap, "-t", "cost-assistance.replies.v1", "-o", "beginning", "-e", "-q",
                    "-f", "%s\n",
                ])
            return output.split(separator: UInt8(ascii: "\n")).compactMap {
                (try? JSONSerialization.jsonObject(with: Data($0))) as? [String: Any]
            }
        }
    }
}
