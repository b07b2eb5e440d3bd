import CSQLiteSettings
import EventContracts
import Foundation
import GRDB
import MedicationDomain
import TestSupport
import Testing

@testable import ServiceRuntime

/// Nothing is decoded, encoded, written or compiled twice, and nothing that is remembered can be wrong.
@Suite struct RecentWorkTests {
    private let patient = PatientID("p-1")
    private let store: PartitionStore
    private let recent = RecentWork()

    init() throws { store = try PartitionStore(inMemoryFor: tallyService()) }

    private func save(_ tally: Tally?) throws {
        try store.queue.write { database in
            let session = DocumentSession(recent)
            _ = try session.read(tallies, of: patient, in: database)
            session.save(tally, in: tallies, of: patient)
            try session.flush(into: database)
        }
    }

    private func read() throws -> Tally? {
        try store.look { try DocumentSession(recent).read(tallies, of: patient, in: $0) }
    }

    private var changes: Int { get throws { try store.look { $0.totalChangesCount } } }

    @Test func whatWasRolledBackIsNotRead() throws {
        try save(Tally(milligrams: 10))
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try store.queue.write { database in
                let session = DocumentSession(recent)
                session.save(Tally(milligrams: 99), in: tallies, of: patient)
                try session.flush(into: database)
                throw Stop()
            }
        }
        #expect(try read() == Tally(milligrams: 10))
    }

    @Test func whatSomebodyElseWroteIsRead() throws {
        try save(Tally(milligrams: 10))
        _ = try read()
        try store.queue.write { database in
            try database.execute(
                sql: "UPDATE tally SET document = ?",
                arguments: [Data(try PayloadCoding.encode(Tally(milligrams: 20)))])
        }
        #expect(try read() == Tally(milligrams: 20))
    }

    @Test func aDocumentThatIsWhatItWasIsNotWritten() throws {
        try save(Tally(milligrams: 10))
        let before = try changes
        try save(Tally(milligrams: 10))
        #expect(try changes == before)
        try save(Tally(milligrams: 11))
        #expect(try changes == before + 1)
        try save(nil)
        #expect(try read() == nil)
    }

    @Test func theSubstanceOfAChangedPayloadIsAnother() throws {
        func payload(_ milligrams: Double) -> any EntityPayload {
            SupplyProjection(
                patientId: patient, medication: Medication(text: "Baclofen"), onHandMilligrams: milligrams,
                state: .known, because: [])
        }
        let first = try #require(try recent.text(of: payload(10), revision: 1, unless: nil))
        #expect(first.json == (try payload(10).encode()))
        #expect(try recent.text(of: payload(10), revision: 2, unless: first.substance) == nil)
        let second = try #require(try recent.text(of: payload(20), revision: 2, unless: first.substance))
        #expect(second.substance != first.substance)
        // Also where it is remembered no more, and where it is but something else stands.
        #expect(try RecentWork().text(of: payload(20), revision: 3, unless: second.substance) == nil)
        let back = try #require(try recent.text(of: payload(10), revision: 3, unless: second.substance))
        #expect(back.substance == first.substance)
        #expect(try recent.text(of: payload(10), revision: 4, unless: second.substance)?.json == first.json)
    }

    @Test func whatIsRememberedIsBounded() throws {
        for number in 0..<RecentWork.entryLimit * 3 {
            recent.note(number, as: Data([1]), of: RecentWork.DocumentKey(table: "t", patient: PatientID("\(number)")))
        }
        #expect(recent.documentCount <= RecentWork.entryLimit)
        let last = RecentWork.DocumentKey(table: "t", patient: PatientID("\(RecentWork.entryLimit * 3 - 1)"))
        #expect(recent.value(Int.self, of: last, from: Data([1])) == RecentWork.entryLimit * 3 - 1)
        let heavy = Data(count: RecentWork.documentLimitBytes)
        let fitting = RecentWork.documentBudgetBytes / heavy.count
        for number in 0..<fitting * 3 {
            recent.note(number, as: heavy, of: RecentWork.DocumentKey(table: "h", patient: PatientID("\(number)")))
        }
        #expect(recent.documentCount <= fitting)
        let large = RecentWork.DocumentKey(table: "t", patient: patient)
        let bytes = Data(count: RecentWork.documentLimitBytes + 1)
        recent.note(1, as: bytes, of: large)
        #expect(recent.value(Int.self, of: large, from: bytes) == nil)
        recent.forget()
        #expect(recent.documentCount == 0)
    }

    /// A read between two transactions leaves the compiled statements as they are.
    @Test func readingCompilesNoStatementAnew() throws {
        func insert() throws -> Int32 {
            try store.queue.write { database in
                let statement = try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO meta(key, value) VALUES('a', 'b')")
                try statement.execute()
                return sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_REPREPARE, 0)
            }
        }
        let before = try insert()
        for _ in 0..<3 { _ = try read() }
        #expect(try insert() == before)
    }
}
