import EventLog
import Synchronization

/// How far the follower has come, seen from outside of it.
final class ReadingProgress: Sendable {
    struct State: Hashable, Sendable {
        /// Everything that stood in the topics when reading began has been read.
        var isCaughtUp = false
        /// Why reading has stopped, as a code; nil while it goes on.
        var trouble: String?
        var unreadableRecords = 0
        /// Partitions of every patient-keyed topic; nil until the log was asked.
        var partitionCount: Int?
        /// Nothing is left of what stood in the topics when reading last began.
        var hasReadToEnd: Bool { missing.isEmpty }
        fileprivate var missing: [TopicPartition: Int64] = [:]
    }

    private let state = Mutex(State())

    var current: State { state.withLock { $0 } }

    /// Reading begins; the ends are those of the log at this moment.
    func began(from start: [TopicPartition: Int64], towards ends: [TopicPartition: Int64], partitionCount: Int?) {
        state.withLock { state in
            state.trouble = nil
            state.partitionCount = partitionCount ?? state.partitionCount
            state.missing = ends.filter { (start[$0.key] ?? 0) < $0.value }
            state.isCaughtUp = state.missing.isEmpty
        }
    }

    /// True when this step brought the reading up to the end seen at its beginning.
    func advanced(_ partition: TopicPartition, to next: Int64, unreadable: Int) -> Bool {
        state.withLock { state in
            state.unreadableRecords += unreadable
            if let end = state.missing[partition], next >= end { state.missing[partition] = nil }
            guard !state.isCaughtUp, state.missing.isEmpty else { return false }
            state.isCaughtUp = true
            return true
        }
    }

    func stopped(because trouble: String) { state.withLock { $0.trouble = trouble } }
    func startedAgain() { state.withLock { $0.isCaughtUp = false } }
}
