import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain
import Testing

@testable import Gateway

/// A forgotten patient's rows leave the read model, in whatever order the topics are read.
@Suite struct ForgettingTests {
    private let patient: PatientID = "p-17"

    private func tell(_ desk: Desk) throws {
        var answered = Alert.sample()
        answered.status = .open
        try desk.say(answered, revision: 1)
        try desk.say(.sample("interaction-check:other:p-9", patient: "p-9"), revision: 1)
        try desk.put(order("o-1"), on: .prescribingEvents, about: patient, revision: 1)
        try desk.put(order("o-9", of: "p-9"), on: .prescribingEvents, about: "p-9", revision: 1)
        try desk.put(supply, on: .withdrawalEvents, about: patient, revision: 1)
        try desk.put(taper, on: .withdrawalEvents, about: patient, revision: 1)
        try desk.log.add(
            try GatewayRecords.response(
                AlertResponse(
                    responseId: "r-1", alertId: answered.alertId, alertRevision: 1, patientId: patient,
                    action: .acknowledged, comment: "remember-me", by: .init(id: "ph-1", role: "pharmacist"),
                    at: desk.now)))
    }

    private func order(_ id: OrderID, of patient: PatientID = "p-17") -> OrderEvent {
        OrderEvent(
            orderId: id, patientId: patient, status: .accepted, medication: Medication(text: "Baclofen"),
            therapyContext: .continuing)
    }
    private var taper: TaperPlan {
        TaperPlan(
            planId: "t-1", patientId: patient, medication: Medication(text: "Baclofen"),
            template: RuleReference(id: "t", version: "1", evidence: .house, citations: []),
            startsOn: Desk.start.day, steps: [], totalDays: 7)
    }
    private var supply: SupplyProjection {
        SupplyProjection(
            patientId: patient, medication: Medication(text: "Baclofen"), runOutAt: Desk.start + .days(3),
            state: .known, because: [])
    }

    private func forget(_ desk: Desk) throws {
        let forgotten = PatientForgotten(patientId: patient, at: desk.now + .minutes(1), by: "records-office")
        try desk.put(forgotten, on: .prescribingEvents, about: patient, revision: 1)
        try desk.put(forgotten, on: .withdrawalEvents, about: patient, revision: 1)
        var ended = Alert.sample()
        ended.status = .resolved
        ended.resolution = Alert.Resolution(reason: PatientForgotten.resolution, at: desk.now + .minutes(1))
        try desk.say(ended, revision: 2, .resolved)
    }

    /// Every row that names the patient, by table.
    private func rows(_ desk: Desk) throws -> Set<String> {
        try desk.application.server.model.store.database.read { database in
            var found: Set<String> = []
            for table in ReadModelSchema.tables {
                for row in try Row.fetchAll(database, sql: "SELECT * FROM \(table)") {
                    let texts = row.databaseValues.map { value -> String in
                        if case .blob(let data) = value.storage { return String(decoding: data, as: UTF8.self) }
                        return "\(value)"
                    }
                    if texts.contains(where: { $0.contains(patient.rawValue) }) { found.insert(table) }
                }
            }
            return found
        }
    }

    @Test func everyRowGoesAndOthersStay() async throws {
        let desk = try Desk()
        try tell(desk)
        try await desk.read()
        #expect(try rows(desk) == ["alert", "alertAnswer", "dosePlan", "medication", "patientFact", "supply"])
        try forget(desk)
        try await desk.read()
        // That the patient was forgotten is what is left.
        #expect(try rows(desk) == ["forgottenPatient"])
        #expect(try await desk.get("/alerts").decoded(ListedAlerts.self).total == 1)
    }

    @Test func readingAnewFromTheTopicsBringsNothingBack() async throws {
        let log = TopicsInMemory()
        let desk = try Desk(log: log)
        try tell(desk)
        try forget(desk)
        for _ in 0..<2 {
            let anew = try Desk(log: log)
            try await anew.read()
            #expect(try rows(anew) == ["forgottenPatient"])
        }
    }

    @Test func whatBeganAnewStaysWhicheverTopicIsReadFirst() async throws {
        let desk = try Desk()
        try tell(desk)
        try forget(desk)
        desk.now = Desk.start + .hours(1)
        var again = Alert.sample()
        again.raisedAt = desk.now
        try desk.say(again, revision: 3)
        try desk.put(order("o-1"), on: .prescribingEvents, about: patient, revision: 4)
        try desk.put(supply, on: .withdrawalEvents, about: patient, revision: 5)
        let topics: [TopicName] = [
            .alerts(of: .interactionCheck), .prescribingEvents, .withdrawalEvents, .alertResponses,
        ]
        for first in topics.indices {
            let model = ReadModel(store: try ReadModelStore(DatabaseQueue()))
            for topic in topics[first...] + topics[..<first] {
                let byPartition = Dictionary(grouping: desk.log.records(of: topic), by: \.partition)
                for records in byPartition.values { _ = try await model.apply(records, readAt: desk.now) }
            }
            let found = try #require(try await model.alert(again.alertId))
            #expect(found.entry.alert.status == .open)
            #expect(found.medicines.map(\.orderId) == ["o-1"])
            #expect(try await model.supplies(limit: 9).total == 1)
        }
    }
}
