import CRDKafka
import EventContracts
import EventLog
import Foundation
import Logging
import Synchronization

/// One librdkafka producer and the thread that waits for its delivery reports.
///
/// The thread owns the polling: it blocks in `rd_kafka_poll`, which returns as soon as a report is there.
final class ProducerClient: Sendable {
    private struct State {
        var outstanding: [ObjectIdentifier: DeliveryBatch] = [:]
        var waitingForRoom: [CheckedContinuation<Void, Never>] = []
        var waitingForSilence: [Latch] = []
        var isStopping = false
        var isDead = false
    }

    /// How often a thread with nothing to report looks whether it should end.
    private static let pollMilliseconds: Int32 = 100

    private let handle: Mutex<KafkaHandle?>
    private let state = Mutex(State())
    /// Open once the thread has ended and librdkafka with it.
    let ended = Latch()

    init(_ configuration: KafkaConfiguration, logger: Logger) throws {
        let handle = try KafkaHandle(.producer(configuration), logger: logger)
        self.handle = Mutex(handle)
        handle.whenDestroyed { [ended] in ended.open() }
        handle.context.delivered = { [weak self] in self?.delivered($0) }
        let thread = Thread { [weak self, handle] in Self.run(handle) { self } }
        thread.name = "kafka-producer"
        thread.start()
    }

    deinit { state.withLock { $0.isStopping = true } }

    /// True when librdkafka has given this producer up: a new one must be made.
    var isDead: Bool { state.withLock { $0.isDead || $0.isStopping } }

    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        try await begin(records).outcome()
    }

    /// Returns once librdkafka has taken every record, or will take no more.
    func begin(_ records: [OutgoingRecord]) async throws -> Delivery {
        let batch = DeliveryBatch()
        // Checked and listed in one step, so that a stopping client abandons every batch it knows.
        let isOpen = state.withLock { state in
            if !state.isStopping { state.outstanding[ObjectIdentifier(batch)] = batch }
            return !state.isStopping
        }
        guard isOpen else { throw LogError.closed }
        var failure: LogError?
        for (index, record) in records.enumerated() {
            failure = await produce(record, in: batch)
            if let reason = failure {
                let place = "record \(index + 1) of \(records.count) for \(record.topic)"
                failure = LogError(reason.remedy, code: reason.code, message: "\(place): \(reason.message)")
                break
            }
        }
        if batch.seal(failure) { forget(batch) }
        return Delivery {
            if let failure = await batch.outcome() { throw failure }
            return batch.receipt
        }
    }

    /// Waits until nothing is under way.
    func drain(within limit: Duration) async {
        let latch = Latch()
        let isIdle = state.withLock { state in
            state.waitingForSilence.append(latch)
            return state.outstanding.isEmpty
        }
        if !isIdle { await latch.wait(within: limit) }
    }

    /// Hands one record to librdkafka, waiting for room in its queue when that is full.
    private func produce(_ record: OutgoingRecord, in batch: DeliveryBatch) async -> LogError? {
        while true {
            guard let handle = handle.withLock({ $0 }) else { return .closed }
            batch.recordTaken()
            let code = handle.produce(record, carrying: batch)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
            batch.recordRefused()
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                return handle.hasFailedForGood ? fatal(handle) : LogError(code)
            }
            await room()
        }
    }

    /// Returns after the next delivery report: that makes room.
    private func room() async {
        await withCheckedContinuation { continuation in
            let isStopping = state.withLock { state in
                if !state.isStopping { state.waitingForRoom.append(continuation) }
                return state.isStopping
            }
            if isStopping { continuation.resume() }
        }
    }

    private func forget(_ batch: DeliveryBatch) {
        let waiting: [Latch] = state.withLock { state in
            state.outstanding.removeValue(forKey: ObjectIdentifier(batch))
            guard state.outstanding.isEmpty else { return [] }
            defer { state.waitingForSilence = [] }
            return state.waitingForSilence
        }
        for latch in waiting { latch.open() }
    }

    /// On the polling thread.
    private func delivered(_ message: ClientContext.MessagePointer) {
        guard let opaque = message.pointee._private else { return }
        let batch = Unmanaged<DeliveryBatch>.fromOpaque(opaque).takeUnretainedValue()
        var failure: LogError?
        if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            failure = LogError(message.pointee.err)
            if let handle = handle.withLock({ $0 }), handle.hasFailedForGood {
                failure = fatal(handle)
            }
        }
        if batch.reported(failure, of: message) { forget(batch) }
    }

    /// What lies behind a fatal error; the producer is not used again.
    private func fatal(_ handle: KafkaHandle) -> LogError {
        state.withLock { $0.isDead = true }
        var text = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(handle.pointer, &text, text.count)
        let message = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return LogError(.stop, code: LogError(code).code, message: message)
    }

    /// Lets the thread end; what is still under way fails.
    func stop() {
        let waiting = state.withLock { state in
            state.isStopping = true
            defer { state.waitingForRoom = [] }
            return state.waitingForRoom
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Puts the producer into the state after a fatal error, as the broker can; for tests.
    func injectFatalError() {
        guard let handle = handle.withLock({ $0 }) else { return }
        _ = rd_kafka_test_fatal_error(handle.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "injected")
    }

    // MARK: - The polling thread

    /// Holds the client only while a report is served, so that a dropped client ends its thread.
    private static func run(_ handle: KafkaHandle, client: () -> ProducerClient?) {
        while let client = client(), !client.state.withLock({ $0.isStopping }) {
            if rd_kafka_poll(handle.pointer, pollMilliseconds) > 0 {
                let waiting = client.state.withLock { state in
                    defer { state.waitingForRoom = [] }
                    return state.waitingForRoom
                }
                for continuation in waiting { continuation.resume() }
            }
        }
        let client = client()
        // Records still under way are given up; their reports come at once.
        rd_kafka_purge(handle.pointer, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT))
        rd_kafka_poll(handle.pointer, pollMilliseconds)
        handle.context.delivered = nil
        client?.abandon()
    }

    /// From here on no report reaches a batch: those without one fail, and the handle goes.
    private func abandon() {
        handle.withLock { $0 = nil }
        let outstanding = state.withLock { state in
            defer { state.outstanding = [:] }
            return state.outstanding
        }
        for batch in outstanding.values { batch.abandon() }
    }
}

extension KafkaHandle {
    /// librdkafka has raised a fatal error: whatever code a record comes back with, this client is over.
    fileprivate var hasFailedForGood: Bool { rd_kafka_fatal_error(pointer, nil, 0) != RD_KAFKA_RESP_ERR_NO_ERROR }

    fileprivate func produce(_ record: OutgoingRecord, carrying batch: DeliveryBatch) -> rd_kafka_resp_err_t {
        let message = record.message
        let headers = message.headers.isEmpty ? nil : rd_kafka_headers_new(message.headers.count)
        for header in message.headers {
            withOptionalBytes(header.value) { bytes, count in
                _ = rd_kafka_header_add(headers, header.name, header.name.utf8.count, bytes, count)
            }
        }
        let code = withOptionalBytes(message.key) { key, keyCount in
            withOptionalBytes(message.value) { value, valueCount in
                titrate_produce(
                    pointer, record.topic.rawValue, record.partition ?? RD_KAFKA_PARTITION_UA, key, keyCount, value,
                    valueCount, headers, Unmanaged.passUnretained(batch).toOpaque())
            }
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, let headers { rd_kafka_headers_destroy(headers) }
        return code
    }
}

/// Kafka tells null from empty by the pointer, Swift's empty arrays may have none: an empty one gets some address.
private func withOptionalBytes<Result>(
    _ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Result
) -> Result {
    guard let bytes else { return body(nil, 0) }
    guard !bytes.isEmpty else { return withUnsafeBytes(of: UInt8(0)) { body($0.baseAddress, 0) } }
    return bytes.withUnsafeBytes { body($0.baseAddress, $0.count) }
}
