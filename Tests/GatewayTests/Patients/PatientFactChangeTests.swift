import EventContracts
import EventLog
import Foundation
import GRDB
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// What becomes of facts that are corrected, crowded out or cannot be read.
@Suite struct PatientFactChangeTests {
    private let patient = PatientRecord.patient

    private func observation(_ kind: ObservationEvent.Kind, _ status: FactStatus = .recorded) -> ObservationEvent {
        ObservationEvent(
            observationId: "ob-1", patientId: patient, status: status, kind: kind, code: "2951-2", value: 58,
            unit: "kg", observedAt: Desk.start)
    }

    private func overview(_ desk: Desk) async throws -> PatientOverview? {
        try await desk.application.server.model.overview(of: patient)
    }

    @Test(arguments: [FactStatus.recorded, .retracted])
    func whatIsCorrectedIntoSomethingNobodyAsksForIsGone(_ status: FactStatus) async throws {
        let desk = try Desk()
        try desk.put(observation(.weight), on: .prescribingEvents, about: patient, revision: 1)
        try await desk.read()
        #expect(try await overview(desk)?.observations[.weight]?.items.count == 1)
        try desk.put(observation(.other, status), on: .prescribingEvents, about: patient, revision: 2)
        try desk.put(observation(.weight), on: .prescribingEvents, about: patient, revision: 1)
        try await desk.read()
        #expect(try await overview(desk) == nil)
    }

    @Test func whatNobodyAsksForMakesNoRow() async throws {
        let desk = try Desk()
        try desk.put(observation(.other), on: .prescribingEvents, about: patient, revision: 1)
        try await desk.read()
        let rows = try await desk.application.server.model.store.database.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM patientFact")
        }
        #expect(rows == 0)
    }

    /// The oldest of those that stand goes neither for newer ones nor for any that are over.
    @Test func chronicConditionsAndAllergiesAreNotCrowdedOut() async throws {
        let desk = try Desk()
        let first = ConditionEvent(
            conditionId: "c-old", patientId: patient, text: "Epilepsy", onsetAt: Desk.start - .days(9000))
        let allergy = AllergyEvent(allergyId: "al-0", patientId: patient, substance: Medication(text: "Latex"))
        try desk.put(first, on: .prescribingEvents, about: patient, revision: 1)
        try desk.put(allergy, on: .prescribingEvents, about: patient, revision: 1)
        for number in 1...(GatewayLimits.factsPerKind + 10) {
            for isActive in [true, false] {
                let condition = ConditionEvent(
                    conditionId: ResourceID("c-\(number)-\(isActive)"), patientId: patient, isActive: isActive,
                    text: "Cold", onsetAt: Desk.start - .days(Double(number)))
                try desk.put(condition, on: .prescribingEvents, about: patient, revision: 1)
                let other = AllergyEvent(
                    allergyId: ResourceID("al-\(number)-\(isActive)"), patientId: patient, isActive: isActive,
                    substance: Medication(text: "Pollen"))
                try desk.put(other, on: .prescribingEvents, about: patient, revision: 1)
            }
        }
        try await desk.read()
        let found = try #require(try await overview(desk))
        let standing = GatewayLimits.factsPerKind + 11
        #expect(found.conditions.items.count(where: \.isActive) == standing && found.conditions.isCut)
        #expect(found.allergies.items.count(where: \.isActive) == standing && found.allergies.isCut)
        #expect(found.conditions.items.count { !$0.isActive } == GatewayLimits.factsPerKind)
        let page = try await desk.get("/patients/p-17", headers: [.accept: "text/html"]).text
        #expect(page.contains("Epilepsy") && page.contains("Latex"))
    }

    @Test func whatCannotBeReadIsCountedAndTheOthersAreShown() async throws {
        let desk = try Desk()
        try desk.put(PatientRecord.weight("w-1", 70, daysAgo: 1), on: .prescribingEvents, about: patient, revision: 1)
        try desk.put(PatientRecord.weight("w-2", 71, daysAgo: 2), on: .prescribingEvents, about: patient, revision: 1)
        try await desk.read()
        try await desk.application.server.model.store.database.write {
            try $0.execute(
                sql: "UPDATE patientFact SET document = x'7b' WHERE at = (SELECT max(at) FROM patientFact)")
            #expect($0.changesCount == 1)
        }
        let answer = try await desk.get("/patients/p-17", headers: [.accept: "text/html"])
        #expect(answer.status == 200)
        #expect(answer.text.contains("1 could not be read") && answer.text.contains("71 kg"))
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(try await desk.get("/patients/p-17").bytes)) as? [String: Any])
        #expect(report["unreadFacts"] as? Int == 1)
    }
}
