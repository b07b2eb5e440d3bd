import EventContracts
import GRDB
import MedicationDomain
import Testing

@testable import Gateway

/// What is shown of a merged patient is shown under the survivor's id.
@Suite struct MergedPatientTests {
    private func order(of patient: PatientID) -> OrderEvent {
        OrderEvent(
            orderId: "o-1", patientId: patient, status: .accepted, medication: Medication(text: "Baclofen"),
            therapyContext: .continuing)
    }

    private func supply(of patient: PatientID) -> SupplyProjection {
        SupplyProjection(
            patientId: patient, medication: Medication(text: "Baclofen"), runOutAt: Desk.start + .days(3),
            state: .known, because: [])
    }

    private func word(_ change: PatientEvent.Change) -> PatientEvent {
        PatientEvent(patientId: "p-1", change: change, otherPatientId: "p-2")
    }

    @Test func theSupplyOfAMergedRecordLeavesTheBoardAndComesBack() async throws {
        let desk = try Desk()
        let model = desk.application.server.model
        for patient: PatientID in ["p-1", "p-2"] {
            try desk.put(supply(of: patient), on: .withdrawalEvents, about: patient, revision: 7)
        }
        try desk.put(word(.merged), on: .prescribingEvents, about: "p-1", revision: 2)
        try await desk.read()
        #expect(try await model.supplies(limit: 9).known.map(\.patientId) == ["p-2"])
        #expect(try await model.supplies(limit: 9).total == 1)
        // An older word that comes late changes nothing.
        try desk.put(word(.updated), on: .prescribingEvents, about: "p-1", revision: 1)
        try await desk.read()
        #expect(try await model.supplies(limit: 9).total == 1)
        try desk.put(word(.unmerged), on: .prescribingEvents, about: "p-1", revision: 3)
        try await desk.read()
        #expect(try await model.supplies(limit: 9).total == 2)
    }

    @Test func anOrderUnderTheSurvivorIsNoOutdatedRepeatOfTheSameOrder() async throws {
        let desk = try Desk()
        try desk.put(order(of: "p-1"), on: .prescribingEvents, about: "p-1", revision: 3000)
        try desk.put(order(of: "p-2"), on: .prescribingEvents, about: "p-2", revision: 1)
        try await desk.read()
        let medicines = try await desk.application.server.model.store.database.read { database in
            try ["p-1", "p-2"].map { try MedicationTable.current(of: PatientID($0), in: database).map(\.orderId) }
        }
        #expect(medicines == [["o-1"], ["o-1"]])
    }

    @Test func rowsOfAnOlderReadModelAreRenamed() throws {
        let database = try DatabaseQueue()
        try ReadModelSchema.migrator.migrate(database, upTo: "forgotten patients")
        try database.write { database in
            try database.execute(sql: "INSERT INTO medication VALUES('o-1', 4, 'p-1', 1, x'7b7d')")
        }
        try ReadModelSchema.migrator.migrate(database)
        #expect(try database.read { try String.fetchAll($0, sql: "SELECT id FROM medication") } == ["o-1@p-1"])
    }

    @Test func anAlertThatIsOpenUnderAnotherPatientStandsAboveTheClosedOne() async throws {
        let desk = try Desk()
        let id: AlertID = "prescribing:dose:o-1"
        var closed = Alert.sample(id, patient: "p-1")
        closed.status = .resolved
        closed.resolution = Alert.Resolution(reason: "patient-merged", at: desk.now)
        try desk.say(closed, revision: 3000, .resolved)
        try desk.say(.sample(id, patient: "p-2"), revision: 1)
        try await desk.read()
        #expect(try await desk.application.server.model.alert(id)?.entry.alert.patientId == "p-2")
    }
}
