import EventContracts
import EventLog
import GRDB
import MedicationDomain
import Testing

@testable import ServiceRuntime

/// Entities of resources bear their patient's id; what an older version called otherwise is the same entity.
@Suite struct EntityNameTests {
    @Test func rowsOfAnOlderStoreAreRenamedAndCountOn() throws {
        let migrator = RuntimeSchema.migrator(documents: [], service: [])
        let database = try DatabaseQueue()
        try migrator.migrate(database, upTo: "runtime-2")
        try database.write { database in
            for name in ["order:o-1", "stay:e-1", "patient:p-1", "prescribing:rule:o-1"] {
                try database.execute(
                    sql: "INSERT INTO announced VALUES(?, 'prescribing.events.v1', 'p-1', 7, 1, 0, NULL)",
                    arguments: [name])
            }
        }
        try migrator.migrate(database)
        let names = try database.read { try String.fetchAll($0, sql: "SELECT entityId FROM announced ORDER BY 1") }
        #expect(names == ["order:o-1@p-1", "patient:p-1", "prescribing:rule:o-1", "stay:e-1@p-1"])
    }

    @Test func whatAnOlderVersionPublishedIsRecognised() throws {
        let order = OrderEvent(
            orderId: "o-1", patientId: "p-1", status: .accepted, medication: Medication(text: "Baclofen"))
        let event = CloudEvent(
            id: "e-1", source: ServiceName.prescribing.source, type: order.type, subject: "p-1", entityID: "order:o-1",
            revision: 3, data: try order.encode())
        var history = PublishedHistory()
        let definition = ServiceDefinition(
            name: .prescribing, lead: .prescribingIntake, handlers: [],
            outputs: [OutputTopic(.prescribingEvents, carrying: [OrderEvent.self])], documents: [],
            knowledge: KnowledgeStamp(version: "1", hash: "1"))
        history.note(
            Record(
                partition: TopicPartition(.prescribingEvents, 0), offset: 0, timestamp: t0,
                message: event.message(key: Array("p-1".utf8))), definition: definition)
        #expect(history.entities.keys.map(\.rawValue) == ["order:o-1@p-1"])
    }
}
