import EventContracts
import EventLog
import Foundation
import Testing

@testable import ServiceHost

@Suite struct RehearsalTests {
    @Test func aScriptGivesItsRecordsBackAndForgetsTheirPartition() throws {
        func record(_ key: String, _ partition: Int32?) -> OutgoingRecord {
            OutgoingRecord(
                topic: .prescribingEvents, partition: partition,
                message: Message(
                    key: Array(key.utf8), value: Array(#"{"a":"ä"}"#.utf8),
                    headers: [Header("ce_id", Array("1".utf8)), Header("ce_type", Array("t".utf8))]))
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "script-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try RehearsalScript(partitions: 2, settled: [record("a", 7)], measured: [record("b", 1), record("c", nil)])
            .write(to: file)
        let read = try RehearsalScript(at: file)
        #expect(read.partitions == 2)
        #expect(read.settledRecords == [record("a", nil)])
        #expect(read.measuredRecords == [record("b", nil), record("c", nil)])
    }
}
