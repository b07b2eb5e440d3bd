import Foundation
import GRDB
import MedicationDomain
import Testing

@testable import AuditTrail

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
