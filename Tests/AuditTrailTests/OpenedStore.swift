import Foundation
import GRDB
import MedicationDomain

@testable import AuditTrail

/// A store whose rows a test can get at.
struct OpenedStore {
    static let start = Instant(millisecondsSince1970: 1_795_253_400_000)

    let database: DatabaseQueue
    let store: AuditStore

    init(entries: Int = 3) async throws {
        database = try DatabaseQueue()
        store = try AuditStore(database)
        for number in 0..<entries { try await store.append([OpenedStore.entry(number)]) }
    }

    static func entry(_ number: Int) -> AuditEntry {
        AuditEntry(
            at: start + .seconds(Double(number)), kind: .view, route: "GET /alerts/{id}",
            agent: AuditEntry.Agent(subject: "ph-\(number)", roles: ["pharmacist"], voucher: "test"),
            address: "192.0.2.1", status: 200, patients: [PatientID("p-\(number)")],
            objects: ["interaction-check:x:p-\(number)"])
    }

    func change(_ sql: String, _ arguments: StatementArguments = []) throws {
        try database.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    var flaw: AuditFlaw? {
        get throws {
            do {
                _ = try StoreVerifier.verify(database)
                return nil
            } catch let flaw as AuditFlaw { return flaw }
        }
    }

    var records: [AuditRecord] {
        get throws { try database.read { try AuditTable.records(of: store.chain, after: 0, 1000, in: $0) } }
    }

    func bytes(of column: String, _ sequence: Int) throws -> [UInt8] {
        try database.read { database in
            Array(
                try Data.fetchOne(
                    database, sql: "SELECT \(column) FROM entry WHERE sequence = ?", arguments: [sequence])
                    ?? Data())
        }
    }
}
