import EventContracts
import Foundation
import GRDB
import MedicationDomain

extension ReadModelSchema {
    /// Keeps beside every alert whose it is, so that a person finds their own among all of them; and the patient in the
    /// order of risk, so that grouping reads no alert it does not show.
    static func addOwners(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE alert ADD COLUMN owner TEXT;
                CREATE INDEX alertByOwner ON alert(
                    owner, stage, interruptive DESC, severityRank, escalationLevel DESC, dueAt, raisedAt, id, patientId);
                DROP INDEX alertByRisk;
                CREATE INDEX alertByRisk ON alert(
                    stage, interruptive DESC, severityRank, escalationLevel DESC, dueAt, raisedAt, id, patientId);
                """)
        for id in try String.fetchAll(database, sql: "SELECT id FROM alert") {
            let document = try Data.fetchOne(database, sql: "SELECT document FROM alert WHERE id = ?", arguments: [id])
            // One alert of before that cannot be read keeps no gateway from beginning.
            let alert: Alert? = document.flatMap { try? PayloadCoding.decode(Array($0)) }
            guard let owner = alert?.assignedTo?.rawValue else { continue }
            try database.execute(sql: "UPDATE alert SET owner = ? WHERE id = ?", arguments: [owner, id])
        }
    }
}
