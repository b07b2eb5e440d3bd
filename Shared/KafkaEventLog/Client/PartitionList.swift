import CRDKafka
import EventContracts
import EventLog

/// The one owner of a librdkafka list of partitions.
final class PartitionList {
    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ offsets: [TopicPartition: Int64]) {
        // The function cannot fail: it ends the process when there is no memory.
        pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            let element = rd_kafka_topic_partition_list_add(pointer, partition.topic.rawValue, partition.partition)
            element?.pointee.offset = offset
        }
    }

    convenience init(_ partitions: some Sequence<TopicPartition>) {
        self.init(Dictionary(partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) }) { first, _ in first })
    }

    /// Lends the list to a call; it is freed no earlier than the call returns.
    func lend<Result>(_ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result) -> Result {
        withExtendedLifetime(self) { body(pointer) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    var elements: [(partition: TopicPartition, offset: Int64, error: rd_kafka_resp_err_t)] {
        lend { Self.elements($0) }
    }

    static func elements(
        _ pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
    ) -> [(partition: TopicPartition, offset: Int64, error: rd_kafka_resp_err_t)] {
        (0..<Int(pointer.pointee.cnt)).map { index in
            let element = pointer.pointee.elems[index]
            let topic = TopicName(rawValue: element.topic.map { String(cString: $0) } ?? "")
            return (TopicPartition(topic, element.partition), element.offset, element.err)
        }
    }
}
