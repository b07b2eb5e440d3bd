import GRDB

extension ReadModelSchema {
    /// Keeps beside every answer whose it is, so that forgetting a patient reads no answer of another; and counts
    /// conditions and allergies that are over apart from those that stand. The topics are read again: what was left out
    /// or kept wrongly before is taken in anew.
    static func addPatientsOfAnswers(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE alertAnswer ADD COLUMN patientId TEXT;
                UPDATE alertAnswer SET patientId = CASE WHEN json_valid(CAST(document AS TEXT))
                    THEN json_extract(CAST(document AS TEXT), '$.patientId') END;
                CREATE INDEX alertAnswerByPatient ON alertAnswer(patientId);
                DELETE FROM alertAnswer WHERE at > CAST(strftime('%s', 'now') AS INTEGER) * 1000;
                UPDATE patientFact SET kind = kind || '.past'
                    WHERE kind IN ('condition', 'allergy') AND document IS NOT NULL
                        AND CASE WHEN json_valid(CAST(document AS TEXT))
                            THEN json_extract(CAST(document AS TEXT), '$.isActive') = 0 ELSE 0 END;
                DELETE FROM readOffset;
                """)
    }
}
