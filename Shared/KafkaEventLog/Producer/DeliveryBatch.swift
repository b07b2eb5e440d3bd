import CRDKafka
import EventContracts
import EventLog
import Synchronization

/// One `append` under way: it is over when librdkafka has reported on every record of it.
///
/// librdkafka carries an unretained pointer to the batch with each record; `ProducerClient` keeps the batch alive in
/// its list of outstanding ones until the last report, or until the client is gone and no report can come.
final class DeliveryBatch: Sendable {
    fileprivate struct State {
        var unreported = 0
        var isSealed = false
        var isAbandoned = false
        var failure: LogError?
        var continuation: CheckedContinuation<LogError?, Never>?
        var places: [Place: Written] = [:]
    }

    /// Topics are told apart by librdkafka's own pointer while reports come in, by name only once per batch.
    fileprivate struct Place: Hashable {
        var topic: OpaquePointer?
        var partition: Int32
    }

    fileprivate struct Written {
        var partition: TopicPartition
        var next: Int64
    }

    private let state = Mutex(State())

    func recordTaken() { state.withLock { $0.unreported += 1 } }

    /// librdkafka refused the record: there will be no report on it.
    func recordRefused() { state.withLock { $0.unreported -= 1 } }

    /// Per partition, the offset after the last record that was written.
    var receipt: [TopicPartition: Int64] {
        state.withLock { state in
            Dictionary(state.places.values.map { ($0.partition, $0.next) }) { first, second in max(first, second) }
        }
    }

    /// True when this was the last report and nothing more is coming.
    func reported(_ failure: LogError?, of message: UnsafePointer<rd_kafka_message_t>) -> Bool {
        let place = Place(topic: message.pointee.rkt, partition: message.pointee.partition)
        let offset = message.pointee.offset
        return finishing { state in
            state.unreported -= 1
            if failure == nil, offset >= 0 {
                var written = state.places[place] ?? Written(partition: TopicPartition(message), next: 0)
                written.next = max(written.next, offset + 1)
                state.places[place] = written
            }
            if let failure { state.note(failure) }
        }
    }

    /// Says that no further record joins; true when every record is reported already.
    func seal(_ failure: LogError?) -> Bool {
        finishing { state in
            state.isSealed = true
            if let failure { state.note(failure) }
        }
    }

    /// The client is gone: what was not reported never will be.
    func abandon() {
        _ = finishing { state in
            state.isAbandoned = true
            state.note(.closed)
        }
    }

    /// Waits for the last report; the worst failure among the records, nil when all stand in the log.
    func outcome() async -> LogError? {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isOver { return true }
                state.continuation = continuation
                return false
            }
            if isOver { continuation.resume(returning: state.withLock { $0.failure }) }
        }
    }

    private func finishing(_ change: (inout State) -> Void) -> Bool {
        let (isOver, continuation, failure) = state.withLock { state in
            change(&state)
            guard state.isOver else { return (false, nil as CheckedContinuation<LogError?, Never>?, nil as LogError?) }
            defer { state.continuation = nil }
            return (true, state.continuation, state.failure)
        }
        continuation?.resume(returning: failure)
        return isOver
    }
}

extension DeliveryBatch.State {
    var isOver: Bool { isAbandoned || (isSealed && unreported == 0) }

    /// Keeps the failure that leaves the caller the fewest choices.
    mutating func note(_ new: LogError) {
        let order: [LogError.Remedy] = [.retry, .reject, .stop]
        guard let old = failure else { return failure = new }
        if (order.firstIndex(of: new.remedy) ?? 0) > (order.firstIndex(of: old.remedy) ?? 0) { failure = new }
    }
}
