import EventLog
import Synchronization

/// Puts records on the log and answers only when the broker has them.
final class LogPublisher: Sendable {
    /// Longer than a broker's hiccup, shorter than a person's patience.
    static let limit = Duration.seconds(10)

    private struct State {
        var producer: (any LogProducer)?
        var generation = 0
    }

    private let log: any EventLog
    private let limit: Duration
    private let underWay = Allowance(GatewayLimits.bytesUnderWay)
    private let state = Mutex(State())

    init(log: any EventLog, limit: Duration = LogPublisher.limit) { (self.log, self.limit) = (log, limit) }

    /// Throws `LogError`. After `.retry` nobody knows whether the log has the records: sending them again is safe,
    /// because the ids in them make repeats harmless.
    func publish(_ records: [OutgoingRecord]) async throws {
        let (producer, generation) = try current()
        let bytes = records.reduce(0) { $0 + $1.byteCount }
        // Counted until the log is done with them: what nobody waits for any more still takes memory.
        guard underWay.take(bytes) else {
            throw LogError(.retry, code: "too-much-under-way", message: "the log has not confirmed what it has")
        }
        do {
            let outcome: Void? = try await withLimit(limit) { [underWay] in
                defer { underWay.giveBack(bytes) }
                _ = try await producer.append(records)
            }
            guard outcome != nil else {
                throw LogError(.retry, code: "no-acknowledgement", message: "the broker did not answer in time")
            }
        } catch let error as LogError {
            if error.remedy == .stop { discard(generation) }
            throw error
        }
    }

    func close() async {
        let producer = state.withLock { state in
            defer { state.producer = nil }
            return state.producer
        }
        await producer?.close(within: .seconds(2))
    }

    private func current() throws -> (any LogProducer, Int) {
        try state.withLock { state in
            if let producer = state.producer { return (producer, state.generation) }
            let producer = try log.makeProducer()
            state.producer = producer
            state.generation += 1
            return (producer, state.generation)
        }
    }

    /// A producer that cannot go on is replaced at the next publication.
    private func discard(_ generation: Int) {
        state.withLock { state in
            if state.generation == generation { state.producer = nil }
        }
    }
}

/// Waits for an answer, at most that long; nil when the time is over. The work itself may still end later.
func withLimit<Value: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    let (results, continuation) = AsyncStream.makeStream(of: Result<Value?, any Error>.self)
    let working = Task {
        do {
            continuation.yield(.success(try await work()))
        } catch {
            continuation.yield(.failure(error))
        }
    }
    let waiting = Task {
        do { try await Task.sleep(for: limit) } catch { return }
        continuation.yield(.success(nil))
    }
    defer { waiting.cancel() }
    var iterator = results.makeAsyncIterator()
    guard let first = await iterator.next() else {
        working.cancel()
        throw CancellationError()
    }
    return try first.get()
}
