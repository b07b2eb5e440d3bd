import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// Lost stores, moved partitions, a broker that goes away and new rules, on the real executables.
    @Suite(.serialized) struct RecoveryTests {
        private let watched: [ServiceName] = [.prescribing, .interactionCheck, .withdrawalMonitor]

        @Test(.timeLimit(.minutes(5))) func aDeadInstancesPatientsAreJudgedAsBeforeOnTheOther() async throws {
            let suite = try await RunningSuite()
            try suite.start(.prescribing)
            try suite.start(.interactionCheck, instance: "one")
            try suite.start(.interactionCheck, instance: "two")
            try await suite.waitUntilReady(.prescribing)
            try await suite.waitUntilReady(.interactionCheck, instance: "one")
            try await suite.waitUntilReady(.interactionCheck, instance: "two")
            let feed = Hospital.feed(count: 400, patients: 30, seed: 5, now: Instant(Date()))
            let half = feed.count / 2
            try await publish(Array(feed[..<half]), to: suite)
            let before = try await suite.settledOutcome(of: [.prescribing, .interactionCheck])
            suite.kill(.interactionCheck, instance: "one")
            try await publish(Array(feed[half...]), to: suite)
            let after = try await suite.settledOutcome(of: [.prescribing, .interactionCheck])
            #expect(after.doubled.isEmpty)
            #expect(after.alerts.count >= before.alerts.count)

            let reference = try await RunningSuite()
            try reference.start(.prescribing)
            try reference.start(.interactionCheck)
            try await reference.waitUntilReady(.prescribing)
            try await reference.waitUntilReady(.interactionCheck)
            try await publish(feed, to: reference)
            let undisturbed = try await reference.settledOutcome(of: [.prescribing, .interactionCheck])
            let differences = after.differences(from: undisturbed)
            #expect(differences.count == 0, "as \(differences.prefix(3))")
        }

        @Test(.timeLimit(.minutes(5))) func aDeletedStoreComesBackWithoutARepeatedAlert() async throws {
            let suite = try await RunningSuite()
            try await start(suite)
            try await publish(Hospital.feed(count: 300, patients: 30, seed: 7, now: Instant(Date())), to: suite)
            let before = try await suite.settledOutcome(of: watched)
            let said = try await suite.records(on: SuiteOutcome.topics).count
            for service in [ServiceName.prescribing, .interactionCheck, .withdrawalMonitor] {
                suite.kill(service)
                try FileManager.default.removeItem(at: suite.data(of: service))
                try suite.start(service)
                try await suite.waitUntilReady(service)
            }
            let after = try await suite.settledOutcome(of: watched)
            #expect(after == before)
            #expect(try await suite.records(on: SuiteOutcome.topics).count == said)
        }

        @Test(.timeLimit(.minutes(5))) func theBrokerGoingAwayTurnsReadinessRedAndLosesNothing() async throws {
            let seconds =
                ProcessInfo.processInfo.environment["TITRATE_BROKER_AWAY_SECONDS"].flatMap { Double($0) } ?? 20
            let suite = try await RunningSuite()
            try await start(suite)
            let feed = Hospital.feed(count: 400, patients: 30, seed: 9, now: Instant(Date()))
            let producer = try suite.log.makeProducer()
            try await producer.append(feed[..<200].map(Hospital.record))
            suite.signalBroker(SIGSTOP)
            let stopped = ContinuousClock.now
            let rest = Task { try await Self.appendUntilTaken(feed[200...].map(Hospital.record), through: producer) }
            try await eventually(within: .seconds(45), "readiness turns red") {
                await suite.get("/readyz", from: .interactionCheck)?.status == 503
            }
            print("readiness was red \(ContinuousClock.now - stopped) after the broker went away")
            try await Task.sleep(until: stopped + .seconds(seconds), clock: .continuous)
            suite.signalBroker(SIGCONT)
            let back = ContinuousClock.now
            for service in [ServiceName.prescribing, .interactionCheck, .withdrawalMonitor] {
                try await suite.waitUntilReady(service)
            }
            print("readiness was green \(ContinuousClock.now - back) after the broker came back")
            try await rest.value
            let outcome = try await suite.settledOutcome(of: watched)

            let reference = try await RunningSuite()
            try await start(reference)
            try await publish(feed, to: reference)
            let undisturbed = try await reference.settledOutcome(of: watched)
            let differences = outcome.differences(from: undisturbed)
            #expect(differences.count == 0, "as \(differences.prefix(3))")
        }

        private static func appendUntilTaken(_ records: [OutgoingRecord], through producer: any LogProducer)
            async throws
        {
            while true {
                do {
                    try await producer.append(records)
                    return
                } catch let error as LogError
                    where error.remedy != .reject
                {
                    continue
                }
            }
        }

        /// What the services found, without the note of what is to be looked after.
        private func findings(_ suite: RunningSuite) async throws -> [String] {
            try await suite.settledOutcome(of: [.prescribing, .interactionCheck]).alerts.map { "\($0)" }
                .filter { !$0.contains("baclofen-monitoring") }
        }

        @Test(.timeLimit(.minutes(5))) func aNewRuleReachesTheLivingAndARemovedOneResolves() async throws {
            let suite = try await RunningSuite()
            let knowledge = try InteractionKnowledgeCopy(in: suite.directory)
            try suite.start(.prescribing)
            try suite.start(.interactionCheck, ["--knowledge", knowledge.folder.path])
            try await suite.waitUntilReady(.prescribing)
            try await suite.waitUntilReady(.interactionCheck)
            var hospital = Hospital()
            hospital.addPatient("living")
            hospital.addBaclofen("living")
            hospital.add(
                hospital.fhir.order(
                    "tea-living", of: "living", medicine: SampleMedicine("Omeprazole 20 MG", "7646"), milligrams: 20,
                    perDay: 1))
            try await publish(hospital.records, to: suite)
            #expect(try await findings(suite).isEmpty)

            try knowledge.addRule()
            try await restart(suite, knowledge)
            try await eventually("the new rule alerts") { try await alerts(suite).map(\.change) == [.raised] }
            try await restart(suite, knowledge)
            #expect(try await findings(suite).count == 1)
            #expect(try await alerts(suite).count == 1)

            try knowledge.removeRule()
            try await restart(suite, knowledge)
            try await eventually("the removed rule's alert is resolved") {
                try await alerts(suite).map(\.change) == [.raised, .resolved]
            }
        }

        private func alerts(_ suite: RunningSuite) async throws -> [AlertEvent] {
            try await suite.records(on: [.alerts(of: .interactionCheck)]).compactMap { record in
                let event = try CloudEvent(record.message)
                return try AlertEvent.decode(event.data ?? [], type: event.type)
            }
        }

        private func restart(_ suite: RunningSuite, _ knowledge: InteractionKnowledgeCopy) async throws {
            suite.kill(.interactionCheck)
            try suite.start(.interactionCheck, ["--knowledge", knowledge.folder.path])
            try await suite.waitUntilReady(.interactionCheck)
        }

        private func start(_ suite: RunningSuite) async throws {
            for service in [ServiceName.prescribing, .interactionCheck, .withdrawalMonitor] { try suite.start(service) }
            for service in [ServiceName.prescribing, .interactionCheck, .withdrawalMonitor] {
                try await suite.waitUntilReady(service)
            }
        }

        private func publish(_ records: [[UInt8]], to suite: RunningSuite) async throws {
            let producer = try suite.log.makeProducer()
            try await producer.append(records.map(Hospital.record))
            await producer.close(within: .seconds(5))
        }
    }
}
