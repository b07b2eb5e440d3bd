import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// `titrate forget`, on the real executables: every service forgets the one patient and nobody else.
    @Suite(.serialized) struct ForgetTests {
        private static let documents: [(service: ServiceName, table: String)] = [
            (.prescribing, "patientChart"), (.interactionCheck, "medicationProfile"),
            (.withdrawalMonitor, "supplyRecord"), (.costAssistance, "coveragePicture"),
        ]

        @Test(.timeLimit(.minutes(4))) func aForgottenPatientIsGoneEverywhereAndMayComeAgain() async throws {
            let suite = try await RunningSuite()
            try await suite.startAll()
            for patient in ["leaving", "staying"] { try await treat(patient, in: suite) }
            for patient in ["leaving", "staying"] {
                try await eventually("\(patient) is known everywhere") { try await Self.isKnown(patient, in: suite) }
            }

            let (status, output) = try ChildProcess.run(
                RunningSuite.binaries.appending(path: "titrate").path,
                ["forget", "-", "--bootstrap", suite.bootstrap, "--by", "records-office"],
                input: Array("leaving\n".utf8))
            #expect(status == 0)
            #expect(!String(decoding: output, as: UTF8.self).contains("leaving"))
            try await eventually("nobody knows the patient") { try await Self.isForgotten("leaving", in: suite) }
            #expect(try await Self.isKnown("staying", in: suite))
            let ends = try await Self.lastWords(on: "leaving", in: suite)
            #expect(!ends.isEmpty)
            #expect(ends.values.allSatisfy { $0.resolution?.reason == PatientForgotten.resolution })

            let said = try await suite.records(on: SuiteOutcome.topics).count
            for (service, _) in Self.documents {
                suite.kill(service)
                try FileManager.default.removeItem(at: suite.data(of: service))
                try suite.start(service)
                try await suite.waitUntilReady(service)
            }
            #expect(try await suite.records(on: SuiteOutcome.topics).count == said, "a rebuilt store says nothing new")
            #expect(try await Self.isForgotten("leaving", in: suite))
            #expect(try await Self.isKnown("staying", in: suite))

            try await treat("leaving", in: suite)
            try await eventually("the patient is known again") { try await Self.isKnown("leaving", in: suite) }
        }

        private func treat(_ patient: String, in suite: RunningSuite) async throws {
            var hospital = Hospital()
            hospital.addPatient(patient)
            hospital.addBaclofen(patient)
            hospital.add(
                hospital.fhir.order(
                    "oxy-\(patient)", of: patient, medicine: SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804"),
                    milligrams: 5, perDay: 3))
            hospital.add([
                "resourceType": "Coverage", "id": "cov-\(patient)", "status": "active",
                "beneficiary": ["reference": "Patient/\(patient)"], "payor": [["display": "Payer"]],
            ])
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            await producer.close(within: .seconds(5))
        }

        /// Every service has a document of the patient, and the gateway shows alert, medicine and supply.
        private static func isKnown(_ patient: String, in suite: RunningSuite) async throws -> Bool {
            for (service, table) in documents
            where try rows(of: patient, in: table, of: service, suite) != 1 { return false }
            let page = await suite.page("/alerts?patient=\(patient)")
            return try page?.body.contains("interaction-check:") == true
                && gatewayTables.allSatisfy { try rows(of: patient, in: $0, of: .gateway, suite) > 0 }
        }

        private static func isForgotten(_ patient: String, in suite: RunningSuite) async throws -> Bool {
            for (service, table) in documents {
                for kept in [table, "deadline", "pending"]
                where try rows(of: patient, in: kept, of: service, suite) > 0 { return false }
            }
            return try gatewayTables.allSatisfy { try rows(of: patient, in: $0, of: .gateway, suite) == 0 }
        }

        private static let gatewayTables = ["alert", "medication", "supply"]

        private static func rows(
            of patient: String, in table: String, of service: ServiceName, _ suite: RunningSuite
        ) throws -> Int {
            let stores = try FileManager.default.contentsOfDirectory(
                at: suite.data(of: service), includingPropertiesForKeys: nil
            ).filter { $0.pathExtension == "sqlite" }
            return try stores.reduce(0) { sum, store in
                let (status, output) = try ChildProcess.run(
                    "sqlite3",
                    ["-readonly", store.path, "SELECT COUNT(*) FROM \(table) WHERE patientId = '\(patient)'"])
                guard status == 0 else { return sum }
                let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                return sum + (Int(text) ?? 0)
            }
        }

        private static func lastWords(on patient: String, in suite: RunningSuite) async throws -> [String: Alert] {
            var last: [String: Alert] = [:]
            for record in try await suite.records(on: TopicCatalog.alertingServices.map { .alerts(of: $0) }) {
                let event = try CloudEvent(record.message)
                let alert = try AlertEvent.decode(event.data ?? [], type: event.type).alert
                if alert.patientId.rawValue == patient { last[alert.alertId.rawValue] = alert }
            }
            return last
        }
    }
}
