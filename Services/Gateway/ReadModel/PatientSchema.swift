import GRDB

extension ReadModelSchema {
    /// What a patient's page and the board tell. What was read before there were the tables is read again: the model is a
    /// projection. Orders and episodes are taken in anew, since more of them is kept than was.
    static func addPatients(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE patientFact(
                    id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, patientId TEXT NOT NULL,
                    kind TEXT NOT NULL, at INTEGER NOT NULL, document BLOB) STRICT;
                CREATE INDEX patientFactByPatient ON patientFact(patientId, kind, at, id);
                CREATE TABLE person(patientId TEXT NOT NULL PRIMARY KEY, document BLOB NOT NULL) STRICT;
                CREATE TABLE pump(
                    patientId TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, isThere INTEGER NOT NULL,
                    refillBy INTEGER NOT NULL, document BLOB NOT NULL) STRICT;
                CREATE INDEX pumpByRefill ON pump(isThere, refillBy, patientId);
                CREATE INDEX supplyByPatient ON supply(patientId);
                ALTER TABLE mergedPatient ADD COLUMN survivor TEXT;
                CREATE INDEX mergedBySurvivor ON mergedPatient(survivor);
                UPDATE mergedPatient SET revision = -1;
                ALTER TABLE medication ADD COLUMN changedAt INTEGER NOT NULL DEFAULT 0;
                DROP INDEX medicationByPatient;
                CREATE INDEX medicationByPatient ON medication(patientId, isActive, changedAt);
                UPDATE medication SET revision = -1;
                ALTER TABLE episode ADD COLUMN isOpen INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE episode ADD COLUMN grade INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE episode ADD COLUMN startedAt INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX episodeByGrade ON episode(isOpen, grade DESC, startedAt, key);
                UPDATE episode SET revision = -1;
                DELETE FROM readOffset;
                """)
    }
}
