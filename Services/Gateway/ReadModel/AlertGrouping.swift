import Foundation
import GRDB

extension AlertTable {
    /// Patients stand by their riskiest alert; the alerts of one patient by risk among themselves.
    ///
    /// Read off the order of risk from its beginning: a first page costs no more than its patients, however many alerts
    /// stand open behind them.
    static func groupedPage(_ query: AlertQuery, in database: Database) throws -> [Data] {
        let condition = query.condition
        // Left to itself SQLite would walk the order of risk for each patient again.
        let ofPatient = "FROM alert INDEXED BY alertByPatient WHERE patientId = ? AND \(condition.sql)"
        // Made for this page alone: there are as many texts of them as ways to ask, and what is cached is kept.
        let count = try database.makeStatement(sql: "SELECT COUNT(*) \(ofPatient)")
        let list = try database.makeStatement(
            sql: "SELECT document \(ofPatient) ORDER BY \(byRisk) LIMIT ? OFFSET ?")
        let patients = try String.fetchCursor(
            database, sql: "SELECT patientId FROM alert WHERE \(condition.sql) ORDER BY \(byRisk)",
            arguments: condition.arguments)
        var seen: Set<String> = []
        var before = query.offset
        var page: [Data] = []
        while page.count < query.limit, let patient = try patients.next() {
            guard seen.insert(patient).inserted else { continue }
            let arguments: StatementArguments = [patient]
            if before > 0 {
                let own = try Int.fetchOne(count, arguments: arguments + condition.arguments) ?? 0
                guard own > before else {
                    before -= own
                    continue
                }
            }
            page += try Data.fetchAll(
                list, arguments: arguments + condition.arguments + [query.limit - page.count, before])
            before = 0
        }
        return page
    }
}
