import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Testing

@testable import AuditTrail

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
