import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// What was last announced about each entity, within one transaction: numbers revisions and keeps quiet when an
/// announcement says nothing new.
struct AnnouncedLedger {
    struct Entry: Equatable {
        var topic: TopicName
        var patient: PatientID
        var revision: Int
        var substance: Int64
        var isTerminal: Bool
        /// While rebuilding: the record as it would have been published.
        var withheld: [UInt8]?
    }

    private var entries: [EntityID: Entry?] = [:]
    private var changed: Set<EntityID> = []

    mutating func entry(for entity: EntityID, in database: Database) throws -> Entry? {
        if let known = entries[entity] { return known }
        let statement = try database.cachedStatement(
            sql: "SELECT topic, patientId, revision, substance, isTerminal FROM announced WHERE entityId = ?")
        let entry = try Row.fetchOne(statement, arguments: [entity.rawValue]).map { row in
            Entry(
                topic: TopicName(rawValue: row[0]), patient: PatientID(rawValue: row[1]), revision: row[2],
                substance: row[3], isTerminal: row[4])
        }
        entries[entity] = .some(entry)
        return entry
    }

    mutating func set(_ entry: Entry, for entity: EntityID) {
        entries[entity] = entry
        changed.insert(entity)
    }

    mutating func flush(into database: Database) throws {
        for entity in changed.sorted() {
            guard let entry = entries[entity] ?? nil else { continue }
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO announced(entityId, topic, patientId, revision, substance, isTerminal, withheld)
                    VALUES(?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(entityId) DO UPDATE SET topic = excluded.topic, patientId = excluded.patientId,
                        revision = excluded.revision, substance = excluded.substance,
                        isTerminal = excluded.isTerminal, withheld = excluded.withheld
                    """)
            try statement.execute(arguments: [
                entity.rawValue, entry.topic.rawValue, entry.patient.rawValue, entry.revision, entry.substance,
                entry.isTerminal, entry.withheld.map { Data($0) },
            ])
        }
        changed.removeAll(keepingCapacity: true)
    }
}
