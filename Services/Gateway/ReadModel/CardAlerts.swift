import EventContracts
import Foundation
import GRDB
import MedicationDomain

// Alerts as cards refer to them: by a key made of the alert's id (`CardID`), kept beside each alert.

extension ReadModel {
    /// The alert a card was about; nil when there is none (any more).
    func alert(ofCard key: Int64) async throws -> Alert? {
        try await store.database.read { database in
            let statement = try database.cachedStatement(sql: "SELECT document FROM alert WHERE cardKey = ? LIMIT 1")
            return try Data.fetchOne(statement, arguments: [key]).map { try PayloadCoding.decode(Array($0)) }
        }
    }

    /// Those of the alerts that stand here.
    func entries(of ids: [AlertID]) async throws -> [AlertID: AlertEntry] {
        guard !ids.isEmpty else { return [:] }
        return try await store.database.read { database in
            var entries: [AlertID: AlertEntry] = [:]
            for id in Set(ids) {
                guard let alert = try AlertTable.find(id, in: database) else { continue }
                entries[id] = AlertEntry(alert, answer: try AnswerTable.find(id, in: database))
            }
            return entries
        }
    }
}

extension ReadModelSchema {
    /// Gives every alert the key by which a card finds it.
    static func addCardKeys(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE alert ADD COLUMN cardKey INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX alertByCard ON alert(cardKey);
                """)
        for id in try String.fetchAll(database, sql: "SELECT id FROM alert") {
            try database.execute(
                sql: "UPDATE alert SET cardKey = ? WHERE id = ?", arguments: [CardID.key(of: AlertID(id)), id])
        }
    }
}
