import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// Times in which withdrawal is to be expected, as last told.
enum EpisodeTable {
    static func put(_ episode: WithdrawalEpisode, revision: Int, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO episode(key, revision, patientId, document, isOpen, grade, startedAt)
                VALUES(?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(key) DO UPDATE SET revision = excluded.revision, patientId = excluded.patientId,
                    document = excluded.document, isOpen = excluded.isOpen, grade = excluded.grade,
                    startedAt = excluded.startedAt
                WHERE excluded.revision > episode.revision
                """)
        try statement.execute(arguments: [
            EpisodeKey(episode.episodeId).value, revision, episode.patientId.rawValue,
            Data(try PayloadCoding.encode(episode)), episode.change == .opened, episode.grade ?? 0,
            episode.startedAt.millisecondsSince1970,
        ])
        return database.changesCount > 0
    }

    static func all(of patient: PatientID, in database: Database) throws -> [KeptEpisode] {
        try KeptEpisode.all(
            Row.fetchAll(
                database.cachedStatement(sql: "SELECT document, revision FROM episode WHERE patientId = ?"),
                arguments: [patient.rawValue]))
    }

    /// Those that are open, the gravest signs first; where none are reported last, and the longest of each on top.
    static func open(limit: Int, in database: Database) throws -> (episodes: [WithdrawalEpisode], total: Int) {
        let shown = "isOpen = 1 AND \(MergedTable.isShown)"
        let documents = try Data.fetchAll(
            database, sql: "SELECT document FROM episode WHERE \(shown) ORDER BY grade DESC, startedAt, key LIMIT ?",
            arguments: [limit])
        let total = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM episode WHERE \(shown)")
        return (try documents.map { try PayloadCoding.decode(Array($0)) }, total ?? 0)
    }

    static func find(_ key: EpisodeKey, in database: Database) throws -> KeptEpisode? {
        try KeptEpisode.all(
            Row.fetchAll(
                database.cachedStatement(sql: "SELECT document, revision FROM episode WHERE key = ?"),
                arguments: [key.value])
        ).first
    }

    /// Nothing of a forgotten patient stays.
    static func forget(_ patient: PatientID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM episode WHERE patientId = ?", arguments: [patient.rawValue])
    }
}

/// An episode with the revision it stands at.
struct KeptEpisode: Hashable, Sendable {
    var episode: WithdrawalEpisode
    var revision: Int

    fileprivate static func all(_ rows: [Row]) throws -> [KeptEpisode] {
        try rows.map { row in
            let document: Data = row["document"]
            let revision: Int = row["revision"]
            return KeptEpisode(episode: try PayloadCoding.decode(Array(document)), revision: revision)
        }
    }
}

extension ReadModelSchema {
    /// What was read before there was the table is read again: the model is a projection. Orders are taken in anew, since
    /// more of them is kept than was.
    static func addEpisodes(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE episode(
                    key INTEGER NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, patientId TEXT NOT NULL,
                    document BLOB NOT NULL) STRICT;
                CREATE INDEX episodeByPatient ON episode(patientId);
                UPDATE medication SET revision = -1;
                DELETE FROM readOffset;
                """)
    }
}
