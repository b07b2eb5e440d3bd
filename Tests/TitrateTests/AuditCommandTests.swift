import ArgumentParser
import AuditTrail
import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain
import SignIn
import Testing

@testable import Titrate

/// `titrate audit verify`: the store, the topic, and one beside the other.
@Suite struct AuditCommandTests {
    private static let now = Instant(millisecondsSince1970: 1_795_253_400_000)

    private func withStore(_ work: (AuditStore, URL, InMemoryEventLog) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try AuditStore.open(in: folder)
        try await store.append(
            (0..<4).map { AuditEntry(at: Self.now, kind: .view, route: "GET /alerts", status: 200 + $0) })
        let log = InMemoryEventLog(partitionCount: 3, clusterID: "c") { Self.now }
        try await work(store, folder.appending(path: AuditStore.fileName), log)
    }

    private func publish(_ count: Int, of store: AuditStore, on log: InMemoryEventLog) async throws {
        let producer = try log.makeProducer()
        _ = try await producer.append(try await store.unpublished(limit: count).map(\.outgoing))
        await producer.close(within: .seconds(1))
    }

    @Test func storeAndTopicThatAgreeAreWhole() async throws {
        try await withStore { store, file, log in
            try await publish(3, of: store, on: log)
            let report = try AuditReport(store: file, topic: try await AuditReport.follow(log))
            #expect(report.flaws.isEmpty)
            #expect(
                report.lines == [
                    "topic: chain \(store.chain), 3 records follow from each other",
                    "store: chain \(store.chain), 4 records follow from each other",
                    "not on the topic yet: 1",
                ])
        }
    }

    @Test func aStoreWhoseEndWasCutOffIsSeenBesideTheTopicOnly() async throws {
        try await withStore { store, file, log in
            try await publish(4, of: store, on: log)
            let topic = try await AuditReport.follow(log)
            #expect(topic.chains[store.chain]?.count == 4)
            try await DatabaseQueue(path: file.path).write {
                try $0.execute(sql: "DELETE FROM entry WHERE sequence = 4")
            }
            #expect(try AuditReport(store: file, topic: nil).flaws.isEmpty)
            let flaw = try #require(try AuditReport(store: file, topic: topic).flaws.first)
            #expect(flaw.kind == .truncated && flaw.sequence == 4)
            #expect("\(flaw)" == "record 4 of chain \(store.chain) is truncated: the topic has 4 records")
        }
    }

    @Test func aStoreThatIsNotThereIsNoWholeStore() {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        #expect(throws: StoreVerifier.Unreadable.self) { try AuditReport(store: file, topic: nil) }
    }

    @Test func anEmptyTopicIsToldAndNoFlaw() async throws {
        let log = InMemoryEventLog(partitionCount: 3, clusterID: "c") { Self.now }
        let report = try AuditReport(store: nil, topic: try await AuditReport.follow(log))
        #expect(report.flaws.isEmpty)
        #expect(report.lines == ["topic: no audit records"])
    }

    @Test(arguments: [
        ["--role", "chief"], [], ["--role", "finance", "--for", "25h"], ["--role", "finance", "--for", "0s"],
        ["--role", "finance", "--subject", ""],
    ])
    func aTokenThatNobodyMayMakeIsRefused(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try TokenCommand.parse(arguments) }
    }

    @Test func aTokenMayHaveSeveralRoles() throws {
        let command = try TokenCommand.parse(["--role", "finance", "--role", "operator", "--for", "30m"])
        #expect(command.role == [.finance, .operator])
        #expect(command.duration == .minutes(30))
    }
}
