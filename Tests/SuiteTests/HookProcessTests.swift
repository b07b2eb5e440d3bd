import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

extension ProcessTests {
    /// CDS Hooks on the real programs: what an ordering system is told before an order is signed, and how fast.
    @Suite(.serialized) struct HookProcessTests {
        private static let path = "/cds-services/titrate-order-sign"

        /// As many calls as `TITRATE_CDS_CALLS` says; few in every run, thousands where figures are wanted.
        private static let calls = ProcessInfo.processInfo.environment["TITRATE_CDS_CALLS"].flatMap { Int($0) } ?? 40

        @Test(.timeLimit(.minutes(5))) func aDangerousDraftIsToldBeforeItIsSignedAndInTime() async throws {
            let suite = try await RunningSuite()
            // Long enough for a busy machine: what is told is tried here, and how fast is measured.
            try suite.start(.gateway, ["--cds-patience", "3s"])
            for service in [ServiceName.prescribing, .interactionCheck] { try suite.start(service) }
            for service in [ServiceName.prescribing, .interactionCheck, .gateway] {
                try await suite.waitUntilReady(service)
            }
            var hospital = Hospital()
            hospital.addPatient("hooked")
            hospital.addBaclofen("hooked")
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            await producer.close(within: .seconds(5))
            // Readers of replies begin at the end of their topics, shortly after the gateway is ready.
            let draft = Self.call("hooked", medicine: "Oxycodone 5 MG Oral Tablet", milligrams: 5)
            try await eventually("the interaction is told") {
                try await Self.cards(suite, draft).contains {
                    ($0["summary"] as? String)?.contains("oxycodone") == true
                }
            }
            let tooMuch = Self.call("hooked", medicine: "Baclofen 20 MG Oral Tablet", milligrams: 60)
            try await eventually("the dose is told") {
                try await Self.cards(suite, tooMuch).contains { "\($0["source"] ?? "")".contains("DOSE") }
            }

            var times: [Double] = []
            for number in 0..<Self.calls {
                let body = Self.call("hooked", medicine: "Oxycodone 5 MG Oral Tablet", milligrams: 5, number)
                let start = ContinuousClock.now
                let cards = try await Self.cards(suite, body)
                times.append((ContinuousClock.now - start) / .milliseconds(1))
                #expect(!cards.contains { "\($0["detail"] ?? "")".contains("did not answer") })
            }
            times.sort()
            func share(_ part: Double) -> Double { times[min(times.count - 1, Int(Double(times.count) * part))] }
            print(
                "CDS Hooks, \(times.count) calls: p50 \(share(0.5)) ms, p99 \(share(0.99)) ms, most \(times.last ?? 0) ms"
            )
            #expect(share(0.5) < 500, "the specification's figure")

            // With a service gone the answer still comes in time, and says what is missing.
            suite.kill(.interactionCheck)
            let start = ContinuousClock.now
            let gap = try await Self.cards(suite, draft)
            #expect(gap.contains { "\($0["detail"] ?? "")".contains("interaction-check did not answer") })
            #expect(ContinuousClock.now - start < .seconds(6))
        }

        private static func cards(_ suite: RunningSuite, _ body: String) async throws -> [[String: Any]] {
            let request = LoopbackRequest(
                method: "POST", path: path, headers: ["content-type": "application/json"], body: Array(body.utf8))
            let answer = try #require(await request.send(to: suite.gatewayPort))
            let object = try #require(try JSONSerialization.jsonObject(with: answer.bytes) as? [String: Any])
            #expect(answer.status == 200 && CDSConformance.problems(inAnswer: object) == [])
            return object["cards"] as? [[String: Any]] ?? []
        }

        static func call(_ patient: String, medicine: String, milligrams: Int, _ number: Int = 0) -> String {
            """
            {"hook":"order-sign","hookInstance":"d1577c69-dfbe-44ad-ba6d-\(String(100_000_000_000 + number))",\
            "context":{"userId":"Practitioner/1","patientId":"\(patient)","draftOrders":{"resourceType":"Bundle",\
            "type":"collection","entry":[{"resource":{"resourceType":"MedicationRequest","id":"draft-1",\
            "status":"draft","intent":"order","subject":{"reference":"Patient/\(patient)"},\
            "medicationCodeableConcept":{"text":"\(medicine)"},"dosageInstruction":[{"timing":{"repeat":\
            {"frequency":3,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":\(milligrams),\
            "unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}]}]}}]}}}
            """
        }
    }
}
