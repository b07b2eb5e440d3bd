import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain
import Testing

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

@Suite struct AuditChainTests {
    @Test func aChainThatNobodyTouchedIsWhole() async throws {
        let opened = try await OpenedStore()
        let chain = try StoreVerifier.verify(opened.database)
        #expect(chain.count == 3)
        #expect(chain.chain == opened.store.chain)
    }

    @Test(arguments: ["document", "hash"])
    func everyByteOfEveryRowCounts(_ column: String) async throws {
        let opened = try await OpenedStore(entries: 2)
        for sequence in 1...2 {
            let original = try opened.bytes(of: column, sequence)
            #expect(original.count >= 32)
            for index in original.indices {
                var changed = original
                changed[index] ^= 1 << UInt8(index % 8)
                let write = "UPDATE entry SET \(column) = ? WHERE sequence = ?"
                try opened.change(write, [Data(changed), sequence])
                let flaw = try opened.flaw
                #expect(flaw?.kind == .altered && flaw?.sequence == Int64(sequence), "byte \(index) of \(sequence)")
                try opened.change(write, [Data(original), sequence])
            }
        }
        #expect(try opened.flaw == nil)
    }

    @Test func everyByteOfTheChainsNameCounts() async throws {
        let opened = try await OpenedStore()
        let name = opened.store.chain
        for index in name.indices {
            var changed = name
            changed.replaceSubrange(index...index, with: name[index] == "a" ? "b" : "a")
            try opened.change("UPDATE chain SET name = ?", [changed])
            #expect(try opened.flaw?.sequence == 1, "character \(index.utf16Offset(in: name))")
        }
        try opened.change("DELETE FROM chain")
        #expect(try opened.flaw?.kind == .missing)
    }

    @Test(arguments: [
        ("DELETE FROM entry WHERE sequence = 2", AuditFlaw.Kind.missing, 2),
        ("DELETE FROM entry WHERE sequence = 1", .missing, 1),
        ("UPDATE entry SET sequence = sequence - 1 WHERE sequence > 0; ", .altered, 1),
        ("UPDATE entry SET sequence = 9 WHERE sequence = 2", .missing, 2),
        ("INSERT INTO entry SELECT 0, document, hash FROM entry WHERE sequence = 1", .altered, 1),
        ("INSERT INTO entry SELECT 4, document, hash FROM entry WHERE sequence = 2", .altered, 4),
        (
            """
            UPDATE entry SET document = (SELECT document FROM entry WHERE sequence = 3),
            hash = (SELECT hash FROM entry WHERE sequence = 3) WHERE sequence = 2
            """, .altered, 2
        ),
        ("UPDATE publication SET through = 4", .truncated, 4),
    ])
    func whatIsRemovedPutInOrMovedIsFoundWhereItBegins(
        _ sql: String, _ kind: AuditFlaw.Kind, _ sequence: Int64
    ) async throws {
        let opened = try await OpenedStore()
        try opened.change(sql)
        let flaw = try #require(try opened.flaw)
        #expect(flaw.kind == kind && flaw.sequence == sequence, "\(flaw)")
    }

    @Test func twoRowsThatChangedPlacesAreFound() async throws {
        let opened = try await OpenedStore()
        try opened.change("UPDATE entry SET sequence = 10 WHERE sequence = 1")
        try opened.change("UPDATE entry SET sequence = 1 WHERE sequence = 2")
        try opened.change("UPDATE entry SET sequence = 2 WHERE sequence = 10")
        #expect(try opened.flaw?.sequence == 1)
    }

    @Test func aStoreOfOtherThingsIsUnreadableAndNothingCrashes() async throws {
        let opened = try await OpenedStore()
        try opened.change("DROP TABLE entry")
        try opened.change("CREATE TABLE entry(sequence, document, hash)")
        try opened.change("INSERT INTO entry VALUES('one', NULL, 7)")
        #expect(throws: (any Error).self) { try StoreVerifier.verify(opened.database) }
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(repeating: 7, count: 4096).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: StoreVerifier.Unreadable.self) { try StoreVerifier.verify(file: file) }
    }

    @Test func theDocumentIsAnAuditEventOfR4AndTheSameBytesEachTime() throws {
        let place = AuditPlace(chain: "c-1", sequence: 7)
        var entry = OpenedStore.entry(1)
        (entry.reason, entry.status) = ("not-allowed", 403)
        let bytes = AuditDocument.bytes(entry, place: place)
        #expect(bytes == AuditDocument.bytes(entry, place: place))
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"action":"R","agent":[{"network":{"address":"192.0.2.1","type":"2"},"requestor":true,\
                "role":[{"coding":[{"code":"pharmacist","system":"urn:titrate:role"}]}],\
                "who":{"identifier":{"assigner":{"display":"test"},"value":"ph-1"}}}],\
                "entity":[{"role":{"code":"1","system":"http://terminology.hl7.org/CodeSystem/object-role"},\
                "type":{"code":"1","system":"http://terminology.hl7.org/CodeSystem/audit-entity-type"},\
                "what":{"reference":"Patient/p-1"}},\
                {"role":{"code":"4","system":"http://terminology.hl7.org/CodeSystem/object-role"},\
                "type":{"code":"2","system":"http://terminology.hl7.org/CodeSystem/audit-entity-type"},\
                "what":{"identifier":{"value":"interaction-check:x:p-1"}}}],"id":"c-1.7","outcome":"4",\
                "outcomeDesc":"403 not-allowed","recorded":"2026-11-21T09:30:01.000Z","resourceType":"AuditEvent",\
                "source":{"observer":{"display":"titrate gateway"},\
                "type":[{"code":"4","system":"http://terminology.hl7.org/CodeSystem/security-source-type"}]},\
                "subtype":[{"code":"GET /alerts/{id}","system":"urn:titrate:route"}],\
                "type":{"code":"rest","display":"RESTful Operation",\
                "system":"http://terminology.hl7.org/CodeSystem/audit-event-type"}}
                """)
    }
}

@Suite struct AuditTopicTests {
    private func topic(_ messages: [Message]) -> TopicVerifier {
        var verifier = TopicVerifier()
        for (offset, message) in messages.enumerated() { verifier.take(message, at: Int64(offset)) }
        return verifier
    }

    @Test func theTopicHoldsTheChainAndRepeatsAreNoFlaw() async throws {
        let opened = try await OpenedStore()
        let messages = try opened.records.map(\.outgoing.message)
        let verified = topic(messages + [messages[1], messages[2]])
        #expect(verified.flaws.isEmpty)
        #expect(verified.chains[opened.store.chain]?.count == 3)
        #expect(messages.allSatisfy { $0.key == Array(opened.store.chain.utf8) })
        #expect(messages[0].header("ce_type") == "org.titrate.audit.recorded.v1")
        #expect(messages[0].header("ce_time") == OpenedStore.start.description)
    }

    @Test func whatIsWrongOnTheTopicIsFoundInEachChainByItself() async throws {
        let (opened, other) = (try await OpenedStore(), try await OpenedStore())
        let messages = try opened.records.map(\.outgoing.message)
        let others = try other.records.map(\.outgoing.message)
        #expect(topic([messages[0], messages[2]] + others).flaws.map(\.sequence) == [2])
        #expect(topic([messages[1], messages[0]]).flaws.first?.kind == .missing)
        var changed = messages[1]
        changed.value?[40] ^= 1
        #expect(topic([messages[0], changed, messages[2]]).flaws.map(\.sequence) == [2])
        // A repeat that says something else.
        #expect(topic(messages + [changed]).flaws.map(\.kind) == [.altered])
        #expect(topic(messages + [Message(value: Array("{}".utf8))]).flaws.map(\.kind) == [.unreadable])
        #expect(topic(others).chains[other.store.chain]?.count == 3)
    }

    @Test func aStoreWhoseEndWasCutOffIsFoundBesideTheTopic() async throws {
        let opened = try await OpenedStore()
        let published = try #require(topic(try opened.records.map(\.outgoing.message)).chains[opened.store.chain])
        try opened.change("DELETE FROM entry WHERE sequence = 3")
        let store = try StoreVerifier.verify(opened.database)
        let flaw = #expect(throws: AuditFlaw.self) { try store.compare(with: published, calledOther: "the topic") }
        #expect(flaw?.kind == .truncated && flaw?.sequence == 3)
        // Written anew from there on, it is a chain again, but another one.
        try await opened.store.append([OpenedStore.entry(8)])
        let again = try StoreVerifier.verify(opened.database)
        let other = #expect(throws: AuditFlaw.self) { try again.compare(with: published, calledOther: "the topic") }
        #expect(other?.kind == .altered && other?.sequence == 3)
    }
}

@Suite struct AuditStoreTests {
    private func withFolder(_ work: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await work(folder)
    }

    @Test func whatTheTopicDidNotAcknowledgeIsSentAfterARestart() async throws {
        try await withFolder { folder in
            let first = try AuditStore.open(in: folder)
            try await first.append((0..<5).map(OpenedStore.entry))
            try await first.notePublished(through: 2)
            // Never closed, as after a kill.
            let second = try AuditStore.open(in: folder)
            #expect(second.chain == first.chain)
            #expect(try await second.unpublished(limit: 10).map(\.place.sequence) == [3, 4, 5])
            #expect(try await second.append([OpenedStore.entry(6)]) == 6)
            // An acknowledgement that comes late takes nothing back.
            try await second.notePublished(through: 6)
            try await second.notePublished(through: 3)
            #expect(try await second.unpublished(limit: 10).isEmpty)
            #expect(try StoreVerifier.verify(file: folder.appending(path: AuditStore.fileName)).count == 6)
        }
    }

    @Test func aFileThatIsNoStoreIsKeptAndAnotherChainBegins() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(repeating: 0x5A, count: 4096).write(to: folder.appending(path: AuditStore.fileName))
            let store = try AuditStore.open(in: folder)
            #expect(try await store.append([OpenedStore.entry(1)]) == 1)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.contains { $0.hasPrefix("\(AuditStore.fileName).unreadable-") })
        }
    }
}
