import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// Three services on one matter: the insurance ends while the supply is short.
    @Suite(.serialized) struct AffordabilityProcessTests {
        @Test(.timeLimit(.minutes(2))) func theOptionsArriveInsideTheAlertUnderOneTrace() async throws {
            let suite = try await RunningSuite()
            let services: [ServiceName] = [.prescribing, .withdrawalMonitor, .costAssistance]
            for service in services { try suite.start(service) }
            for service in services { try await suite.waitUntilReady(service) }
            var hospital = Hospital()
            hospital.addPatient("afford-1")
            let fhir = hospital.fhir
            hospital.add(
                fhir.order(
                    "bac-afford", of: "afford-1", medicine: .baclofen10, milligrams: 10, perDay: 3, daysAgo: 60,
                    isContinuing: true))
            hospital.add(
                fhir.dispense(
                    "disp-afford", of: "afford-1", order: "bac-afford", medicine: .baclofen10, tablets: 90, days: 30,
                    daysAgo: 25))
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            try await eventually("the supply is known to end") {
                try await suite.records(on: [.withdrawalEvents]).contains { record in
                    let event = try? CloudEvent(record.message)
                    let supply = event.flatMap { try? SupplyProjection.decode($0.data ?? [], type: $0.type) }
                    return supply?.patientId == "afford-1" && supply?.runOutAt != nil
                }
            }
            let trace = "0af7651916cd43dd8448eb211c80319c"
            var ended = Hospital.record(Array(Self.coverage(endedOn: fhir.now.day.adding(days: -1)).utf8))
            ended.message.headers.append(Header("traceparent", "00-\(trace)-b7ad6b7169203331-01"))
            try await producer.append([ended])
            await producer.close(within: .seconds(5))
            try await eventually("the alert is on Kafka") { try await Self.alert(suite) != nil }
            let (alert, traceParent) = try #require(try await Self.alert(suite))
            #expect(alert.kind == .affordability)
            #expect(alert.options?.isEmpty == false)
            #expect(alert.options?.allSatisfy { $0.because == nil && $0.missing == nil } == true)
            #expect(traceParent?.split(separator: "-").dropFirst().first == Substring(trace))
        }

        private static func coverage(endedOn day: CalendarDay) -> String {
            #"""
            {"resourceType":"Coverage","id":"cov-afford","status":"active","payor":[{"display":"payer"}],
             "beneficiary":{"reference":"Patient/afford-1"},"period":{"start":"2020-01-01","end":"\#(day)"}}
            """#
        }

        private static func alert(_ suite: RunningSuite) async throws -> (Alert, String?)? {
            try await suite.records(on: [.alerts(of: .costAssistance)]).lazy.compactMap { record in
                guard let event = try? CloudEvent(record.message), event.subject == "afford-1",
                    let raised = try? AlertEvent.decode(event.data ?? [], type: event.type)
                else { return nil }
                return (raised.alert, event.traceParent)
            }.first
        }
    }
}
