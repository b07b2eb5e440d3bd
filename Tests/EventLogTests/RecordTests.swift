import EventContracts
import EventLog
import MedicationDomain
import Testing

@Suite struct RecordTests {
    @Test func partitionsAreOrderedByTopicThenNumber() {
        let sorted = [TopicPartition("b", 0), TopicPartition("a", 10), TopicPartition("a", 9)].sorted()
        #expect(sorted == [TopicPartition("a", 9), TopicPartition("a", 10), TopicPartition("b", 0)])
    }

    @Test func byteCountGrowsWithEveryPartOfTheRecord() {
        let bare = OutgoingRecord(topic: "t", message: Message(value: nil))
        var full = bare
        full.message.value = [UInt8](repeating: 0, count: 100)
        #expect(full.byteCount == bare.byteCount + 100)
        full.message.key = [1, 2, 3]
        #expect(full.byteCount == bare.byteCount + 103)
        full.message.headers = [Header("name", "value"), Header("none", nil)]
        #expect(full.byteCount >= bare.byteCount + 103 + 13)
        let record = Record(
            partition: TopicPartition("t", 0), offset: 0, timestamp: Instant(millisecondsSince1970: 0),
            message: full.message)
        #expect(record.byteCount == full.byteCount)
    }
}
