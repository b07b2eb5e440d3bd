import EventContracts
import GRDB

/// How many alerts there are of each kind, kept beside them: counting a hundred thousand for every page that renews itself
/// would take longer than the page.
extension ReadModelSchema {
    /// Triggers keep the numbers, so that nothing that changes an alert can forget to. The index by risk bears what
    /// pages are narrowed by, so that what does not match is passed over without being read.
    static func addCounts(_ database: Database) throws {
        let key = "status, stage, severity, severityRank, kind, interruptive"
        let new = key.split(separator: ", ").map { "new.\($0)" }.joined(separator: ", ")
        let same = key.split(separator: ", ").map { "\($0) = old.\($0)" }.joined(separator: " AND ")
        let isMoved = key.split(separator: ", ").map { "new.\($0) <> old.\($0)" }.joined(separator: " OR ")
        let count = """
            INSERT INTO alertCount(\(key), number) VALUES(\(new), 1)
            ON CONFLICT(\(key)) DO UPDATE SET number = number + 1;
            """
        let discount = "UPDATE alertCount SET number = number - 1 WHERE \(same);"
        try database.execute(
            sql: """
                CREATE TABLE alertCount(
                    status TEXT NOT NULL, stage INTEGER NOT NULL, severity TEXT NOT NULL,
                    severityRank INTEGER NOT NULL, kind TEXT NOT NULL, interruptive INTEGER NOT NULL, number INTEGER NOT NULL,
                    PRIMARY KEY(\(key))) STRICT, WITHOUT ROWID;
                INSERT INTO alertCount(\(key), number) SELECT \(key), COUNT(*) FROM alert GROUP BY \(key);
                CREATE TRIGGER alertComes AFTER INSERT ON alert BEGIN \(count) END;
                CREATE TRIGGER alertGoes AFTER DELETE ON alert BEGIN \(discount) END;
                CREATE TRIGGER alertMoves AFTER UPDATE ON alert WHEN \(isMoved) BEGIN \(discount) \(count) END;
                DROP INDEX alertByRisk;
                CREATE INDEX alertByRisk ON alert(
                    stage, interruptive DESC, severityRank, escalationLevel DESC, dueAt, raisedAt, id, severity, kind,
                    status, owner, patientId);
                """)
    }
}

extension AlertTable {
    /// How many alerts a query asks for in all.
    static func total(_ query: AlertQuery, in database: Database) throws -> Int {
        let condition = query.condition
        let sql =
            query.isCounted
            ? "SELECT COALESCE(SUM(number), 0) FROM alertCount WHERE \(condition.sql)"
            : "SELECT COUNT(*) FROM alert WHERE \(condition.sql)"
        return try Int.fetchOne(database, sql: sql, arguments: condition.arguments) ?? 0
    }

    /// How many alerts stand at each stage, and how many of the unanswered ones interrupt.
    static func counts(in database: Database) throws -> AlertCounts {
        let sql = """
            SELECT stage, SUM(number) AS number, SUM(number * interruptive) AS interrupting,
                   SUM(number * (\(AlertQuery.isMinor))) AS minor
            FROM alertCount GROUP BY stage HAVING SUM(number) > 0
            """
        var counts = AlertCounts()
        for row in try Row.fetchAll(database, sql: sql) {
            switch AlertStage(rawValue: row["stage"]) {
            case .toAnswer:
                (counts.onRequest, counts.interruptive) = (row["minor"], row["interrupting"])
                counts.toAnswer = row["number"] - counts.onRequest
            case .answered: counts.answered = row["number"]
            case .resolved: counts.resolved = row["number"]
            case nil: break
            }
        }
        return counts
    }
}

extension AlertQuery {
    /// Whether the numbers kept beside the alerts tell how many there are of it.
    fileprivate var isCounted: Bool {
        patient == nil && owner == nil && ownership == nil && age == nil && due == nil
    }
}
