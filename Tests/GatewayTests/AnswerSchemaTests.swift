import EventContracts
import Foundation
import GRDB
import MedicationDomain
import Testing

@testable import Gateway

/// The rows of before, brought to the present tables.
@Suite struct AnswerSchemaTests {
    @Test func forgettingAPatientReadsNoAnswerOfAnother() throws {
        let database = try DatabaseQueue()
        try ReadModelSchema.migrator.migrate(database)
        let plan = try database.read {
            try String.fetchAll(
                $0, sql: "EXPLAIN QUERY PLAN " + ForgottenTable.forgetAnswers, arguments: [0, "p", "p"],
                adapter: SuffixRowAdapter(fromIndex: 3))
        }
        #expect(plan.contains { $0.contains("alertAnswerByPatient") })
        #expect(!plan.contains { $0.hasPrefix("SCAN alertAnswer") }, "\(plan)")
    }

    @Test func rowsOfBeforeGetTheirPatientAndKind() throws {
        let database = try DatabaseQueue()
        try ReadModelSchema.migrator.migrate(database, upTo: "counts of alerts")
        try database.write { database in
            for (id, document) in [("a", #"{"patientId":"p-1"}"#), ("b", "{"), ("c", "{}")] {
                try database.execute(
                    sql: "INSERT INTO alertAnswer(alertId, at, document) VALUES(?, 1, ?)",
                    arguments: [id, Data(document.utf8)])
            }
            try database.execute(
                sql: "INSERT INTO alertAnswer(alertId, at, document) VALUES('ahead', 99999999999999, x'7b7d')")
            let facts: [(String, String, String?)] = [
                ("1", "condition", #"{"isActive":false}"#), ("2", "condition", #"{"isActive":true}"#),
                ("3", "allergy", #"{"isActive":false}"#), ("4", "condition", "{"), ("5", "condition", nil),
                ("6", "stay", #"{"isActive":false}"#),
            ]
            for (id, kind, document) in facts {
                try database.execute(
                    sql: """
                        INSERT INTO patientFact(id, revision, patientId, kind, at, document)
                        VALUES(?, 1, 'p', ?, 1, ?)
                        """,
                    arguments: [id, kind, document.map { Data($0.utf8) }])
            }
        }
        try ReadModelSchema.migrator.migrate(database)
        try database.read { database in
            let patients = try Row.fetchAll(
                database, sql: "SELECT alertId, patientId FROM alertAnswer ORDER BY alertId")
            #expect(patients.map { $0["alertId"] as String } == ["a", "b", "c"])
            #expect(patients.map { $0["patientId"] as String? } == ["p-1", nil, nil])
            let kinds = try String.fetchAll(database, sql: "SELECT kind FROM patientFact ORDER BY id")
            #expect(kinds == ["condition.past", "condition", "allergy.past", "condition", "condition", "stay"])
        }
    }

    /// One alert that cannot be read keeps no gateway from beginning.
    @Test func anUnreadableAlertOfBeforeIsPassedOver() throws {
        let database = try DatabaseQueue()
        try ReadModelSchema.migrator.migrate(database, upTo: "dose plans")
        try database.write { database in
            let columns = try database.columns(in: "alert")
            let names = columns.map(\.name).joined(separator: ", ")
            let values = columns.map { column in
                switch column.name {
                case "document": "x'7b'"
                case "status": "'open'"
                default: column.type == "TEXT" ? "'x'" : "1"
                }
            }
            try database.execute(sql: "INSERT INTO alert(\(names)) VALUES(\(values.joined(separator: ", ")))")
        }
        try ReadModelSchema.migrator.migrate(database)
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM alert") } == 1)
    }
}
