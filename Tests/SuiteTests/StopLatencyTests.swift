import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

@testable import Titrate

/// How long it takes from the hospital's stop to the provisional finding, both on Kafka, over two services.
extension ProcessTests {
    @Suite(.enabled(if: StopLatency.stops > 0)) struct StopLatencyTests {
        @Test func everyStopIsSeenAtOnce() async throws {
            let suite = try await RunningSuite()
            let services: [ServiceName] = [.prescribing, .withdrawalMonitor]
            for service in services { try suite.start(service) }
            for service in services { try await suite.waitUntilReady(service) }
            var hospital = Hospital()
            let patients = (0..<StopLatency.stops).map { "stop-\($0)" }
            for id in patients {
                hospital.addPatient(id)
                hospital.addBaclofen(id)
            }
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            _ = try await suite.settledOutcome(of: services)
            let follower = try await OutputFollower(
                suite.log, topic: .alerts(of: .withdrawalMonitor))
            var sent: [String: ContinuousClock.Instant] = [:]
            for (index, id) in patients.enumerated() {
                let stop = hospital.fhir.order(
                    "bac-\(id)", of: id, medicine: .baclofen10, milligrams: 10, perDay: 3, status: "stopped",
                    version: 2, daysAgo: 60, isContinuing: true)
                sent[id] = .now
                try await producer.append([Hospital.record(SampleFHIR.bytes(stop))])
                // A ward stops one order after the other; the service has its pauses as it has them there.
                if index % 10 == 9 { try await Task.sleep(for: .milliseconds(50)) }
            }
            let seen = try await follower.sightings(atLeast: patients.count, within: .seconds(60))
            await follower.close()
            let milliseconds = seen.compactMap { sighting in
                sighting.subject.flatMap { sent[$0] }.map { (sighting.at - $0).inSeconds * 1000 }
            }
            #expect(milliseconds.count >= patients.count)
            let middle = try #require(Spread.percentile(0.5, of: milliseconds))
            let late = try #require(Spread.percentile(0.99, of: milliseconds))
            let figures = "p50 \(Int(middle.rounded())) ms, p99 \(Int(late.rounded())) ms"
            print("stop to provisional finding, \(milliseconds.count) stops: \(figures)")
            #expect(late < 5000)
        }
    }

    enum StopLatency {
        /// `TITRATE_STOP_LATENCY=200` measures so many.
        static let stops = ProcessInfo.processInfo.environment["TITRATE_STOP_LATENCY"].flatMap { Int($0) } ?? 0
    }
}
