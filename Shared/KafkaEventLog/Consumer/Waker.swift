import CRDKafka
import Dispatch
import Synchronization

/// Wakes a poll thread, wherever it waits: on its own signal, or inside librdkafka's poll.
final class Waker: Sendable {
    /// A reference to librdkafka's consumer queue, which is ours to free before its client is destroyed.
    private struct Queue: @unchecked Sendable { var pointer: OpaquePointer? }

    private let queue: Mutex<Queue>
    private let signal = DispatchSemaphore(value: 0)

    init() { queue = Mutex(Queue(pointer: nil)) }

    deinit { release() }

    func attach(to client: OpaquePointer) { queue.withLock { $0.pointer = rd_kafka_queue_get_consumer(client) } }

    func release() {
        queue.withLock { queue in
            if let pointer = queue.pointer { rd_kafka_queue_destroy(pointer) }
            queue.pointer = nil
        }
    }

    /// The consumer queue while it is there.
    var pointer: OpaquePointer? { queue.withLock { $0.pointer } }

    func wake() {
        signal.signal()
        queue.withLock { if let pointer = $0.pointer { rd_kafka_queue_yield(pointer) } }
    }

    /// True when somebody called `wake` in time.
    func wait(atMost limit: Duration) -> Bool { signal.wait(timeout: .now() + limit.seconds) == .success }
}
