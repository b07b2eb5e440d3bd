import GRDB

/// The runtime's own tables. A diary: the next change is a new entry at the end, what stands is never edited.
enum RuntimeSchema {
    static func migrator(documents: [any AnyDocumentTable], service: [StoreMigration]) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runtime-1") { database in
            try database.execute(sql: initial)
        }
        migrator.registerMigration("runtime-2") { database in
            try database.execute(sql: outputs)
        }
        migrator.registerMigration("runtime-3") { database in
            try database.execute(sql: entitiesOfPatients)
        }
        for table in documents {
            migrator.registerMigration("document-\(table.name)") { database in
                try database.execute(
                    sql: """
                        CREATE TABLE \(table.name) (
                            patientId TEXT NOT NULL PRIMARY KEY,
                            document BLOB NOT NULL
                        ) STRICT, WITHOUT ROWID
                        """)
            }
        }
        for step in service {
            migrator.registerMigration("service-\(step.name)", migrate: step.migrate)
        }
        return migrator
    }

    /// A resource of one patient is an entity of that patient: its count goes on under the longer name.
    private static let entitiesOfPatients = """
        UPDATE announced SET entityId = entityId || '@' || patientId
        WHERE substr(entityId, 1, instr(entityId, ':')) IN ('order:', 'dispense:', 'administration:', 'statement:',
            'observation:', 'condition:', 'allergy:', 'stay:', 'coverage:');
        """

    /// How far the own output topics stood when the log last took something from this store.
    private static let outputs = """
        CREATE TABLE outputOffset (
            topic TEXT NOT NULL PRIMARY KEY,
            nextOffset INTEGER NOT NULL CHECK (nextOffset >= 0)
        ) STRICT, WITHOUT ROWID;
        """

    private static let initial = """
        CREATE TABLE meta (
            key TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE inputOffset (
            topic TEXT NOT NULL PRIMARY KEY,
            nextOffset INTEGER NOT NULL CHECK (nextOffset >= 0),
            processedThrough INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE patientLedger (
            patientId TEXT NOT NULL PRIMARY KEY,
            ledger BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE announced (
            entityId TEXT NOT NULL PRIMARY KEY,
            topic TEXT NOT NULL,
            patientId TEXT NOT NULL,
            revision INTEGER NOT NULL CHECK (revision > 0),
            substance INTEGER NOT NULL,
            isTerminal INTEGER NOT NULL CHECK (isTerminal IN (0, 1)),
            withheld BLOB
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            records BLOB NOT NULL
        ) STRICT;

        CREATE TABLE deadline (
            patientId TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (patientId, kind, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deadlineByDue ON deadline (due, patientId, kind, subject);

        CREATE TABLE pending (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            patientId TEXT NOT NULL,
            subject TEXT NOT NULL,
            handler TEXT NOT NULL,
            expires INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        CREATE INDEX pendingBySubject ON pending (patientId, subject, id);
        CREATE INDEX pendingByExpiry ON pending (expires);

        CREATE TABLE withheldDeadLetter (
            origin TEXT NOT NULL PRIMARY KEY,
            record BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
