import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// Three services on one matter: an insurer refuses a pharmacy's claim while the supply is short.
    @Suite(.serialized) struct ClaimProcessTests {
        private static let trace = "1af7651916cd43dd8448eb211c80319c"

        @Test(.timeLimit(.minutes(2))) func supplyAndPaymentAreToldApartUnderOneTrace() async throws {
            let suite = try await RunningSuite()
            let services: [ServiceName] = [.prescribing, .withdrawalMonitor, .costAssistance]
            for service in services { try suite.start(service) }
            for service in services { try await suite.waitUntilReady(service) }
            var hospital = Hospital()
            hospital.addPatient("claim-1")
            let fhir = hospital.fhir
            hospital.add(
                fhir.order(
                    "bac-claim", of: "claim-1", medicine: .baclofen10, milligrams: 10, perDay: 3, daysAgo: 60,
                    isContinuing: true))
            hospital.add(
                fhir.dispense(
                    "disp-claim", of: "claim-1", order: "bac-claim", medicine: .baclofen10, tablets: 90, days: 30,
                    daysAgo: 27))
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            // What is heard last raises the alert, and it is the rejection that is traced.
            try await eventually("the supply is known to end") {
                try await suite.records(on: [.withdrawalEvents]).contains { record in
                    let event = try? CloudEvent(record.message)
                    let supply = event.flatMap { try? SupplyProjection.decode($0.data ?? [], type: $0.type) }
                    return supply?.patientId == "claim-1" && supply?.runOutAt != nil
                }
            }
            var rejected = Hospital.record(Array(Self.rejection(on: fhir.now).utf8))
            rejected.message.headers.append(Header("traceparent", "00-\(Self.trace)-b7ad6b7169203331-01"))
            let begin = ContinuousClock.now
            try await producer.append([rejected])
            await producer.close(within: .seconds(5))
            try await eventually("both alerts are on Kafka") {
                let (supply, money) = (
                    try await Self.alert(.supplyThreat, of: .withdrawalMonitor, suite),
                    try await Self.alert(.affordability, of: .costAssistance, suite)
                )
                return supply?.alert.interruptive == true && money != nil
            }
            #expect(begin.duration(to: .now) < .seconds(20))
            let supply = try #require(try await Self.alert(.supplyThreat, of: .withdrawalMonitor, suite))
            let money = try #require(try await Self.alert(.affordability, of: .costAssistance, suite))
            #expect(supply.alert.alertId == "withdrawal-monitor:claim-rejected:claim-1")
            #expect(
                supply.alert.summary.hasPrefix("Baclofen claim rejected: prior authorization required; last covered"))
            #expect(supply.alert.medications.map(\.orderId) == ["bac-claim"])
            #expect(money.alert.summary.contains("the insurer does not pay (prior authorization required)"))
            #expect(money.alert.options?.contains { $0.kind == "bridge-supply" } == true)
            for found in [supply, money] {
                #expect(found.trace?.split(separator: "-").dropFirst().first == Substring(Self.trace))
            }
        }

        /// As a pharmacy system sends it: the claim inside, the order named by it.
        private static func rejection(on now: Instant) -> String {
            #"""
            {"resourceType":"ClaimResponse","id":"claim-resp-1","status":"active","use":"claim","outcome":"error",
             "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"pharmacy"}]},
             "contained":[{"resourceType":"Claim","id":"c","prescription":{"reference":"MedicationRequest/bac-claim"}}],
             "request":{"reference":"#c"},"patient":{"reference":"Patient/claim-1"},"created":"\#(now)",
             "insurer":{"display":"payer"},
             "error":[{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/NCPDPRejectCode","code":"75"}]}}]}
            """#
        }

        private struct Found {
            var alert: Alert
            var trace: String?
        }

        /// The newest of its kind.
        private static func alert(
            _ kind: AlertKind, of service: ServiceName, _ suite: RunningSuite
        ) async throws -> Found? {
            try await suite.records(on: [.alerts(of: service)]).compactMap { record -> Found? in
                guard let event = try? CloudEvent(record.message), event.subject == "claim-1",
                    let raised = try? AlertEvent.decode(event.data ?? [], type: event.type), raised.alert.kind == kind
                else { return nil }
                return Found(alert: raised.alert, trace: event.traceParent)
            }.last
        }
    }
}
