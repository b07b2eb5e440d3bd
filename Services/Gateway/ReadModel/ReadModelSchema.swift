import GRDB

/// The tables of the read model; the list of migrations is only appended to.
enum ReadModelSchema {
    static let tables = [
        "origin", "readOffset", "alert", "alertCount", "alertAnswer", "supply", "medication", "serviceStatus",
        "forgottenPatient", "mergedPatient", "episode", "dosePlan", "patientFact", "person", "pump",
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("first tables") { database in
            try database.execute(
                sql: """
                    CREATE TABLE origin(
                        id INTEGER PRIMARY KEY CHECK (id = 1), clusterId TEXT NOT NULL) STRICT;
                    CREATE TABLE readOffset(
                        topic TEXT NOT NULL, partition INTEGER NOT NULL, nextOffset INTEGER NOT NULL,
                        PRIMARY KEY(topic, partition)) STRICT, WITHOUT ROWID;
                    CREATE TABLE alert(
                        id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, patientId TEXT NOT NULL,
                        kind TEXT NOT NULL, severity TEXT NOT NULL, severityRank INTEGER NOT NULL,
                        interruptive INTEGER NOT NULL, status TEXT NOT NULL, stage INTEGER NOT NULL,
                        escalationLevel INTEGER NOT NULL, dueAt INTEGER NOT NULL, raisedAt INTEGER NOT NULL,
                        document BLOB NOT NULL) STRICT;
                    CREATE INDEX alertByRisk ON alert(
                        stage, interruptive DESC, severityRank, escalationLevel DESC, dueAt, raisedAt, id);
                    CREATE INDEX alertByPatient ON alert(patientId);
                    CREATE TABLE alertAnswer(
                        alertId TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, document BLOB NOT NULL) STRICT;
                    CREATE TABLE supply(
                        id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, patientId TEXT NOT NULL,
                        runOutAt INTEGER NOT NULL, document BLOB NOT NULL) STRICT;
                    CREATE INDEX supplyByRunOut ON supply(runOutAt, id);
                    CREATE TABLE medication(
                        id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, patientId TEXT NOT NULL,
                        isActive INTEGER NOT NULL, document BLOB NOT NULL) STRICT;
                    CREATE INDEX medicationByPatient ON medication(patientId, isActive);
                    CREATE TABLE serviceStatus(
                        service TEXT NOT NULL, partition INTEGER NOT NULL, reportedAt INTEGER NOT NULL,
                        document BLOB NOT NULL, PRIMARY KEY(service, partition)) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("forgotten patients") { database in
            try database.execute(
                sql: """
                    CREATE TABLE forgottenPatient(
                        patientId TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("merged patients") { database in
            // An order is a row of its patient: under another patient it is another row, with revisions of its own.
            try database.execute(
                sql: """
                    CREATE TABLE mergedPatient(
                        patientId TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL,
                        isMerged INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                    UPDATE medication SET id = id || '@' || patientId;
                    """)
        }
        migrator.registerMigration("keys of cards", migrate: addCardKeys)
        migrator.registerMigration("episodes", migrate: addEpisodes)
        migrator.registerMigration("dose plans") { database in
            // The topics are read again from their beginning: plans of before are wanted, too.
            try database.execute(
                sql: """
                    CREATE TABLE dosePlan(
                        patientId TEXT NOT NULL, kind TEXT NOT NULL, startsOn INTEGER NOT NULL,
                        revision INTEGER NOT NULL, planId TEXT NOT NULL, document BLOB NOT NULL,
                        PRIMARY KEY(patientId, kind)) STRICT;
                    DELETE FROM readOffset;
                    """)
        }
        migrator.registerMigration("owners of alerts", migrate: addOwners)
        migrator.registerMigration("patients", migrate: addPatients)
        migrator.registerMigration("counts of alerts", migrate: addCounts)
        migrator.registerMigration("patients of answers", migrate: addPatientsOfAnswers)
        return migrator
    }

    static func empty(_ database: Database) throws {
        for table in tables { try database.execute(sql: "DELETE FROM \(table)") }
    }
}
