import EventContracts
import EventLog
import FHIRModels
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// FHIR's own question and answer, as they travel on the topics.
struct EligibilityTests {
    static let minimal = #"""
        {"resourceType":"CoverageEligibilityRequest","id":"cer-1","status":"active","purpose":["benefits"],
         "patient":{"reference":"Patient/p-1","display":"Testina Canaryname"},"created":"2026-03-01",
         "insurer":{"display":"payer"}}
        """#

    static let full = #"""
        {"resourceType":"CoverageEligibilityRequest","id":"cer-2","status":"active","purpose":["discovery","benefits"],
         "contained":[
          {"resourceType":"Patient","id":"p","birthDate":"1986-05-01","address":[{"state":"tx","line":["1 Canary Road"]}]},
          {"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"#p"},
           "payor":[{"display":"self"}],"period":{"start":"2026-01-01"},
           "type":{"coding":[{"system":"https://nahdo.org/sopt","code":"81"}]}},
          {"resourceType":"Observation","id":"h","status":"final","valueInteger":3,
           "code":{"coding":[{"system":"urn:titrate:circumstance","code":"household-size"}]}},
          {"resourceType":"Observation","id":"i","status":"final","valueQuantity":{"value":4000.00,"unit":"USD"},
           "code":{"coding":[{"system":"urn:titrate:circumstance","code":"annual-income"}]}}],
         "patient":{"reference":"#p"},"servicedDate":"2026-03-01","created":"2026-02-20T10:00:00Z",
         "insurer":{"reference":"Organization/o-1"},"insurance":[{"focal":true,"coverage":{"reference":"#c"}}],
         "item":[{"productOrService":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm",
           "code":"197391"}]},"quantity":{"value":90}}]}
        """#

    private func ask(_ json: String, headers: [Header] = []) throws -> CloudEvent {
        let harness = try HandlerHarness(
            CostAssistanceService.define(TestKnowledge.shipped()),
            startingAt: try TestKnowledge.day("2026-03-01").start)
        let reply = try #require(
            try harness.partition.ask(
                Message(key: Array("p-1".utf8), value: Array(json.utf8), headers: headers),
                on: .requests(to: .costAssistance), at: harness.now))
        #expect(reply.topic == .replies(of: .costAssistance))
        #expect(reply.message.key == Array("p-1".utf8))
        #expect(reply.message.header("content-type") == "application/fhir+json")
        return try CloudEvent(reply.message)
    }

    private func object(_ reply: CloudEvent) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(reply.data ?? [])) as? [String: Any])
    }

    @Test(arguments: [minimal, full]) func aBareRequestIsAnsweredWithAValidResponse(_ json: String) throws {
        let reply = try ask(json)
        #expect(reply.type == "org.titrate.coverage-eligibility.determined.v1")
        #expect(EligibilityShape.problems(try object(reply)).isEmpty)
        #expect(!String(decoding: reply.data ?? [], as: UTF8.self).contains("Canary"))
    }

    @Test(arguments: ["application/fhir+json", "application/fhir+json; charset=utf-8", "application/json"])
    func theMediaTypeIsTaken(_ type: String) throws {
        let reply = try ask(Self.minimal, headers: [Header("content-type", type)])
        #expect(reply.type == "org.titrate.coverage-eligibility.determined.v1")
    }

    @Test func somebodyElsesEnvelopeIsReadForWhatIsInIt() throws {
        let headers = [
            Header("ce_specversion", "1.0"), Header("ce_id", "x-1"), Header("ce_source", "/his"),
            Header("ce_type", "org.example.question"), Header("content-type", "application/fhir+json"),
        ]
        let reply = try ask(Self.minimal, headers: headers)
        #expect(reply.correlationID == "x-1")
        #expect(reply.type == "org.titrate.coverage-eligibility.determined.v1")
    }

    @Test func whatTheRequestDoesNotCarryIsMissingAndTheOutcomePartial() throws {
        let response = try object(ask(Self.minimal))
        #expect(response["outcome"] as? String == "partial")
        let disposition = try #require(response["disposition"] as? String)
        for input in ["state", "householdSize", "insurance", "age"] { #expect(disposition.contains(input), "\(input)") }
        let results = try items(response).map(EligibilityShape.result)
        #expect(!results.contains("appears-eligible") || results.contains("undetermined"))
    }

    @Test func whatItCarriesDecides() throws {
        let response = try object(ask(Self.full))
        let medicaid = try #require(try items(response).first { $0["name"] as? String == "Medicaid for adults" })
        let missing = EligibilityShape.missing(medicaid)
        for input in ["state", "householdSize", "annualIncome", "insurance", "age", "medication"] {
            #expect(!missing.contains(input), "\(input)")
        }
        #expect(missing.contains("disabled"))
        #expect((response["insurance"] as? [[String: Any]])?.first?["inforce"] as? Bool == true)
        #expect(response["servicedDate"] as? String == "2026-03-01")
    }

    @Test(arguments: [
        ("{", "not-json"), ("{}", "resourceType"), (#"{"resourceType":"Patient","id":"a"}"#, "resourceType"),
        (minimal.replacing(#""status":"active","#, with: ""), "status"),
        (minimal.replacing(#"["benefits"]"#, with: #"["gold"]"#), "purpose[0]"),
        (minimal.replacing("2026-03-01", with: "yesterday"), "created"),
        (minimal.replacing(#""insurer":{"display":"payer"}"#, with: #""item":[]"#), "insurer"),
        (minimal.replacing("active", with: "cancelled"), "status"),
        (full.replacing(#""valueInteger":3"#, with: #""valueString":"3""#), "contained[2].value[x]"),
        (full.replacing(#""valueInteger":3"#, with: #""valueInteger":0"#), "householdSize"),
    ])
    func whatCannotBeMeantIsAnOperationOutcomeNamingTheElement(_ json: String, _ element: String) throws {
        let reply = try ask(json)
        #expect(reply.type == "org.titrate.coverage-eligibility.refused.v1")
        let outcome = try object(reply)
        #expect(outcome["resourceType"] as? String == "OperationOutcome")
        let issues = try #require(outcome["issue"] as? [[String: Any]])
        #expect("\(issues)".contains(element) || element == "not-json" && issues[0]["code"] as? String == "structure")
        for secret in ["Canary", "yesterday", "gold"] { #expect(!"\(outcome)".contains(secret)) }
    }

    @Test func anEndedInsuranceIsNotNoInsurance() throws {
        let ended = Self.full.replacing(#""start":"2026-01-01""#, with: #""end":"2026-01-31""#)
        let response = try object(ask(ended))
        #expect((response["insurance"] as? [[String: Any]])?.first?["inforce"] as? Bool == false)
        #expect(try items(response).flatMap(EligibilityShape.missing).contains("insurance"))
    }

    private func items(_ response: [String: Any]) throws -> [[String: Any]] {
        let insurances = try #require(response["insurance"] as? [[String: Any]])
        return insurances.flatMap { $0["item"] as? [[String: Any]] ?? [] }
    }
}
