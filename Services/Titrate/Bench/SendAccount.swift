/// How much is under way to a consumer, so that a broker with bounded partitions drops nothing unread.
///
/// Only the number of records the consumer has processed is known, not of which partition. So the unread bytes of a
/// partition are at most what was sent to it since everything was last read, and at most all unread records together.
struct SendAccount: Sendable {
    /// The most unread bytes in a partition; nil for a broker that keeps everything.
    let limit: Int?
    private var bytes: [Int32: Int] = [:]
    private var records = 0
    private var largest = 0

    init(limit: Int?) { self.limit = limit }

    /// Books the records when there is room for them: one byte count per partition, sent as one.
    mutating func book(_ batch: [Int32: Int], records count: Int, largest size: Int, processed: Int) -> Bool {
        if processed >= records { bytes = [:] }
        largest = max(largest, size)
        let unread = (max(0, records - processed) + count) * largest
        if let limit, unread > limit {
            let isTooMuch = batch.contains { partition, added in bytes[partition, default: 0] + added > limit }
            // A batch that is too much by itself is let through once nothing else is under way.
            if isTooMuch && processed < records { return false }
        }
        for (partition, added) in batch { bytes[partition, default: 0] += added }
        records += count
        return true
    }
}
