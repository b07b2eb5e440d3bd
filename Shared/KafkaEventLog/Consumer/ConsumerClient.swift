import CRDKafka
import EventContracts
import EventLog
import Foundation
import Logging
import Synchronization

/// One librdkafka consumer and its poll thread, on which everything happens: consume, pause, resume, seek, assign,
/// commit (librdkafka 2.0.2 may lose records when these run in parallel with a rebalance).
///
/// Callers reach the thread through a list of commands and get events through a bounded `HandOver`.
final class ConsumerClient: @unchecked Sendable {
    enum Purpose {
        case member(Membership)
        case reader([TopicPartition: StartOffset])
    }

    enum Command: Sendable {
        case begin(generation: Int, at: [TopicPartition: StartOffset])
        case complete(generation: Int)
        case pause([TopicPartition])
        case resume([TopicPartition])
        case seek(TopicPartition, offset: Int64, cut: Int)
        case commit([TopicPartition: Int64], CheckedContinuation<Void, any Error>)
    }

    enum Phase {
        /// Nothing is assigned.
        case idle
        case awaitingBegin(generation: Int, partitions: [Int32])
        case consuming
        case awaitingComplete(generation: Int, deadline: ContinuousClock.Instant)
    }

    private struct Shared {
        var commands: [Command] = []
        var owned: Set<Int32> = []
        var lastPoll = ContinuousClock.now
        var isClosing = false
        var isLeaving = false
        var hasEnded = false
    }

    /// The longest a poll waits; commands wake it.
    private static let pollMilliseconds: Int32 = 100

    let configuration: KafkaConfiguration
    let purpose: Purpose
    let logger: Logger
    let handOver: HandOver
    /// Open once the thread has ended and librdkafka with it.
    let ended = Latch()
    private let shared = Mutex(Shared())
    let waker = Waker()

    // Only the poll thread touches what follows.
    var handle: KafkaHandle?
    var phase = Phase.idle
    var generation = 0
    var assigned: [TopicPartition] = []
    var gathering = Gathering()
    var isFlowStopped = false
    var pausedByCaller: Set<TopicPartition> = []
    var cuts: [TopicPartition: Int] = [:]
    var again: [Command] = []
    var commits: [Int: CheckedContinuation<Void, any Error>] = [:]
    var commitNumber = 0

    init(_ purpose: Purpose, properties: ClientProperties, configuration: KafkaConfiguration, logger: Logger) throws {
        (self.configuration, self.purpose, self.logger) = (configuration, purpose, logger)
        handOver = HandOver(
            recordLimit: configuration.queueRecordLimit, byteLimit: configuration.queueByteLimit
        ) { [waker] in waker.wake() }
        let handle = try KafkaHandle(properties, logger: logger)
        handle.whenDestroyed { [ended] in ended.open() }
        rd_kafka_poll_set_consumer(handle.pointer)
        // Unowned is enough: the thread holds the client while it polls, and takes these out before it ends.
        handle.context.rebalanced = { [unowned self] in rebalanced($0, $1) }
        handle.context.committed = { [unowned self] in committed($0, $1) }
        waker.attach(to: handle.pointer)
        self.handle = handle
        if case .member(let membership) = purpose { try subscribe(to: membership.lead, handle) }
        let thread = Thread { self.run() }
        thread.name = "kafka-consumer"
        thread.start()
    }

    private func subscribe(to topic: TopicName, _ handle: KafkaHandle) throws {
        let code = PartitionList([TopicPartition(topic, RD_KAFKA_PARTITION_UA)]).lend {
            rd_kafka_subscribe(handle.pointer, $0)
        }
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        waker.release()
        throw LogError(code)
    }

    // MARK: - From any thread

    func send(_ command: Command) {
        let hasEnded = shared.withLock { shared in
            if !shared.hasEnded { shared.commands.append(command) }
            return shared.hasEnded
        }
        if hasEnded, case .commit(_, let continuation) = command { continuation.resume(throwing: LogError.closed) }
        waker.wake()
    }

    func close(leaving: Bool) {
        shared.withLock { ($0.isClosing, $0.isLeaving) = (true, leaving) }
        handOver.finish()
        waker.wake()
    }

    func isFresh(_ partition: Int32, within limit: Duration) -> Bool {
        shared.withLock { shared in
            !shared.isClosing && shared.owned.contains(partition) && ContinuousClock.now - shared.lastPoll < limit
        }
    }

    // MARK: - The poll thread

    var isClosing: Bool { shared.withLock { $0.isClosing } }

    func own(_ partitions: [Int32]) { shared.withLock { $0.owned = Set(partitions) } }

    private func run() {
        if case .reader(let start) = purpose { again = [.begin(generation: generation, at: start)] }
        while !isClosing {
            if hasSlept {
                own([])
                stop(LogError(.stop, code: "SLEPT", message: "not polled for most of the session; it may be over"))
                break
            }
            shared.withLock { $0.lastPoll = .now }
            runCommands()
            shared.withLock { $0.lastPoll = .now }
            giveUpWaiting()
            guard hasRoom() else { continue }
            gather()
        }
        shutDown()
    }

    /// The process stood still (stopped, starved) so long that the group may have given the partitions away: whoever
    /// wakes must join again before it commits or produces anything.
    private var hasSlept: Bool {
        guard case .member(let membership) = purpose else { return false }
        return ContinuousClock.now - shared.withLock { $0.lastPoll } >= membership.sessionTimeout * 2 / 3
    }

    private func runCommands() {
        let waiting = again
        again = []
        let commands = shared.withLock { shared in
            defer { shared.commands = [] }
            return shared.commands
        }
        for command in waiting + commands { run(command) }
    }

    /// False when the hand-over is full and the thread should look again. The short wait comes first because a
    /// pause throws away what librdkafka has read ahead; once paused, polling goes on so that rebalances do.
    private func hasRoom() -> Bool {
        guard handOver.isFull else {
            if isFlowStopped { startFlow() }
            return true
        }
        guard !isFlowStopped else { return true }
        if !waker.wait(atMost: configuration.roomWait) { stopFlow() }
        return false
    }

    /// Polls until nothing is there at once or enough is gathered, and hands it over.
    private func gather() {
        guard let handle else { return }
        let limit = min(configuration.batchRecordLimit, configuration.queueRecordLimit)
        var patience = Self.pollMilliseconds
        if !again.isEmpty { patience = 10 }
        while let message = rd_kafka_consumer_poll(handle.pointer, patience) {
            patience = 0
            received(message)
            rd_kafka_message_destroy(message)
            if gathering.recordCount >= limit || gathering.byteCount >= configuration.batchByteLimit { break }
        }
        handOverGathered()
    }

    private func handOverGathered() {
        for (partition, records) in gathering.batches where !records.isEmpty {
            handOver.push(.records(partition, records), of: partition, sinceCut: cuts[partition, default: 0])
        }
        gathering = Gathering()
    }

    private func received(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        // Between a revocation and its completion records may still come: they are not ours to handle any more.
        guard case .consuming = phase else {
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR { failed(message) }
            return
        }
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            gathering.add(message)
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            let partition = TopicPartition(message)
            let cut = cuts[partition, default: 0]
            let records = gathering.take(partition)
            if !records.isEmpty { handOver.push(.records(partition, records), of: partition, sinceCut: cut) }
            handOver.push(.reachedEnd(partition, offset: message.pointee.offset), of: partition, sinceCut: cut)
        default:
            failed(message)
        }
    }

    /// A broker that is away is not an error of the consumer; what cannot pass by itself ends it.
    private func failed(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        guard let handle, message.pointee.err != RD_KAFKA_RESP_ERR__PARTITION_EOF else { return }
        let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            let partition = TopicPartition(message)
            let place = "\(partition.topic) partition \(partition.partition)"
            stop(LogError(.stop, code: "OFFSET_OUT_OF_RANGE", message: "\(place): \(text ?? "")"))
        case RD_KAFKA_RESP_ERR__FATAL:
            var reason = [CChar](repeating: 0, count: 512)
            let code = rd_kafka_fatal_error(handle.pointer, &reason, reason.count)
            stop(LogError(.stop, code: LogError(code).code, message: text ?? ""))
        default:
            let error = LogError(message.pointee.err, text)
            if error.remedy == .stop { return stop(error) }
            logger.warning(
                "Kafka consumer goes on after an error",
                metadata: ["code": "\(error.code)", "reason": "\(error.message)"])
        }
    }

    /// Ends the consumer with the error that `next()` will throw.
    func stop(_ error: LogError) {
        handOver.finish(error)
        shared.withLock { $0.isClosing = true }
    }

    private func shutDown() {
        guard let handle else { return }
        handle.context.rebalanced = { _, _ in rd_kafka_assign(handle.pointer, nil) }
        // Without the close a member just falls silent: its partitions wait for it until the session runs out.
        if shared.withLock({ $0.isLeaving }) { rd_kafka_consumer_close(handle.pointer) }
        handle.context.rebalanced = nil
        handle.context.committed = nil
        handOver.finish()
        let left = shared.withLock { shared in
            shared.hasEnded = true
            shared.owned = []
            defer { shared.commands = [] }
            return shared.commands
        }
        for case .commit(_, let continuation) in left + again { continuation.resume(throwing: LogError.closed) }
        for continuation in commits.values { continuation.resume(throwing: LogError.closed) }
        commits = [:]
        // Freed before its client is, as librdkafka asks.
        waker.release()
        self.handle = nil
    }
}
