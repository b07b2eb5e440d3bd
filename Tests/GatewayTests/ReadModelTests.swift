import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct ReadModelTests {
    private func content(of store: ReadModelStore) throws -> [String] {
        try store.database.read { database in
            try ReadModelSchema.tables.flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table) \($0)" }
            }
        }
    }

    private func say(on desk: Desk, from first: Int, through last: Int) throws {
        for number in first...last {
            let patient = PatientID("p-\(number % 5)")
            try desk.say(
                .sample(AlertID("interaction-check:\(number % 7)"), patient: patient, summary: "\(number)"),
                revision: number)
            try desk.put(
                SupplyProjection(
                    patientId: patient, medication: Medication(text: "Baclofen"),
                    runOutAt: Desk.start + .days(Double(number)), state: .known, because: []),
                on: .withdrawalEvents, about: patient, revision: number)
        }
        try desk.reportHealthy()
    }

    @Test func aRestartFromTheStoreEqualsAReadingFromTheTopics() async throws {
        let (log, kept) = (TopicsInMemory(), try ReadModelStore(DatabaseQueue()))
        let first = try Desk(log: log, store: kept)
        try say(on: first, from: 1, through: 20)
        try await first.read()
        let second = try Desk(log: log, store: kept)
        try say(on: second, from: 21, through: 40)
        try await second.read()

        let rebuilt = try ReadModelStore(DatabaseQueue())
        try await Desk(log: log, store: rebuilt).read()
        let expected = try content(of: rebuilt)
        #expect(expected.count > 20)
        #expect(try content(of: kept) == expected)
    }

    @Test func recordsGivenAgainChangeNothing() async throws {
        let desk = try Desk()
        try say(on: desk, from: 1, through: 10)
        try await desk.read()
        let model = desk.application.server.model
        let before = try content(of: model.store)
        let records = desk.log.records(of: .alerts(of: .interactionCheck)).filter { $0.partition.partition == 0 }
        let batch = try await model.apply(records, readAt: desk.now)
        #expect(!records.isEmpty)
        #expect(batch.changes.isEmpty)
        #expect(try content(of: model.store) == before)
    }

    @Test func anotherClusterIsReadAnew() async throws {
        let store = try ReadModelStore(DatabaseQueue())
        let old = try Desk(store: store)
        try old.say(.sample(), revision: 1)
        try await old.read()
        #expect(try await old.get("/alerts").decoded(ListedAlerts.self).total == 1)

        let log = TopicsInMemory(clusterID: "cluster-2")
        let new = try Desk(log: log, store: store)
        try await new.read()
        #expect(try await new.get("/alerts").decoded(ListedAlerts.self).total == 0)
        #expect(try content(of: store).contains { $0.contains("cluster-2") })
    }

    @Test func anUnreadableRecordIsSkippedAndTheNextIsRead() async throws {
        let desk = try Desk()
        let topic = TopicName.alerts(of: .interactionCheck)
        for value in ["{", "{}"] {
            let event = CloudEvent(
                id: "x", source: "s", type: "org.titrate.alert.raised.v1", data: Array(value.utf8))
            try desk.log.add(OutgoingRecord(topic: topic, message: event.message(key: Array("p-17".utf8))))
        }
        try desk.log.add(OutgoingRecord(topic: topic, message: Message(key: Array("p-17".utf8), value: [1, 2])))
        try desk.log.add(OutgoingRecord(topic: topic, message: Message(key: Array("p-17".utf8), value: nil)))
        try desk.say(.sample(), revision: 1)
        try await desk.read()
        #expect(try await desk.get("/alerts").decoded(ListedAlerts.self).total == 1)
        #expect(desk.application.server.progress.current.unreadableRecords == 3)
    }

    @Test func aFileThatIsNoDatabaseIsSetAside() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "read-model-\(UUID().uuidString)")
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "read-model.sqlite")
        try Data(repeating: 7, count: 5000).write(to: file)
        let store = try ReadModelStore.open(in: folder)
        #expect(try content(of: store).isEmpty)
        #expect(FileManager.default.fileExists(atPath: file.path + ".unreadable"))
    }

    @Test func theGatewaySaysThatItIsAlive() async throws {
        let desk = try Desk()
        try await desk.read()
        let status = try await desk.application.ownStatus()
        #expect(status.service == .gateway)
        #expect(status.phase == .live)
        let record = try GatewayRecords.status(status)
        #expect(record.topic == .status(of: .gateway))
        #expect(record.partition == 0)
    }

    @Test func theGatewayEndsWhenItIsToldTo() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        let running = Task { try await desk.application.run() }
        while !desk.application.server.progress.current.isCaughtUp { await Task.yield() }
        running.cancel()
        try await running.value
        #expect(await desk.application.server.hub.listen(after: nil) == nil)
    }
}
