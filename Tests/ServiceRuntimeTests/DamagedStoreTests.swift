import EventContracts
import Foundation
import GRDB
import MedicationDomain
import TestSupport
import Testing

@testable import ServiceRuntime

/// Damage is noticed as damage: it leads to a rebuild, and no record is blamed for it.
@Suite struct DamagedStoreTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.url.appending(path: "partition-0000.sqlite").path }

    init() throws { directory = try TemporaryDirectory() }

    @Test func aDamagedPageIsFoundWhenTheStoreIsOpened() throws {
        let store = try PartitionStore(path: path, definition: tallyService())
        let page = try store.queue.write { database in
            try Int.fetchOne(database, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'announced'") ?? 0
        }
        _ = try store.queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64((page - 1) * 4096))
        try file.write(contentsOf: Data(repeating: 0x5a, count: 4096))
        try file.close()
        let error = #expect(throws: DatabaseError.self) {
            try PartitionStore(path: path, definition: tallyService())
        }
        #expect(error.map { Failure($0) } == .corrupted)
    }

    @Test func aDocumentThatCannotBeReadIsDamageAndNoRefusal() throws {
        let store = try PartitionStore(inMemoryFor: tallyService())
        let patient = PatientID("p-1")
        let error = #expect(throws: DamagedBytes.self) {
            try store.queue.write { database in
                try database.execute(
                    sql: "INSERT INTO tally(patientId, document) VALUES('p-1', ?)", arguments: [Data("{\"mil".utf8)])
                _ = try DocumentSession().read(tallies, of: patient, in: database)
            }
        }
        #expect(error.map { Failure($0) } == .corrupted)
    }
}
