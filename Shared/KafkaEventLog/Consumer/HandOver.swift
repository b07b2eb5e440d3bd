import DequeModule
import Dispatch
import EventContracts
import EventLog
import Synchronization

/// The bounded queue between a poll thread and the one caller of `next()`.
///
/// The thread asks `isFull` before it polls for more and is woken when half of it is free again, so what waits here
/// exceeds the limits by no more than one gathering. Records of a held (paused) partition stay, uncounted.
final class HandOver: Sendable {
    enum Taken: Sendable {
        case event(MemberEvent)
        case timedOut
        case closed
    }

    private struct Item {
        var event: MemberEvent
        var partition: TopicPartition?
        var records = 0
        var bytes = 0
    }

    private struct Waiter {
        var ticket: Int
        var continuation: CheckedContinuation<Taken, any Error>
    }

    private struct State {
        var items: Deque<Item> = []
        var held: Set<TopicPartition> = []
        var records = 0
        var bytes = 0
        var isFilled = false
        var waiter: Waiter?
        var tickets = 0
        var cuts: [TopicPartition: Int] = [:]
        var ending: Result<Void, LogError>?
    }

    private let recordLimit: Int
    private let byteLimit: Int
    private let state = Mutex(State())
    private let onRoom: @Sendable () -> Void

    init(recordLimit: Int, byteLimit: Int, onRoom: @escaping @Sendable () -> Void) {
        (self.recordLimit, self.byteLimit, self.onRoom) = (recordLimit, byteLimit, onRoom)
    }

    // MARK: - The poll thread's side

    /// Full from reaching a limit until half of it is free again.
    var isFull: Bool { state.withLock { $0.isFilled } }

    func push(_ event: MemberEvent) { add(Item(event: event)) }

    /// Adds what was read of one partition, unless the caller has moved it elsewhere since the cut named here.
    func push(_ event: MemberEvent, of partition: TopicPartition, sinceCut cut: Int) {
        var item = Item(event: event, partition: partition)
        if case .records(_, let records) = event {
            (item.records, item.bytes) = (records.count, records.reduce(0) { $0 + $1.byteCount })
        }
        add(item, sinceCut: cut)
    }

    private func add(_ item: Item, sinceCut cut: Int = 0) {
        let ready: (Waiter, Taken)? = state.withLock { state in
            guard state.ending == nil else { return nil }
            if let partition = item.partition, state.cuts[partition, default: 0] != cut { return nil }
            state.items.append(item)
            count(item, &state)
            judgeFilling(&state)
            return handing(&state)
        }
        if let (waiter, taken) = ready { waiter.continuation.resume(returning: taken) }
    }

    /// Drops everything read that was not taken yet: its partitions are leaving.
    func purge() {
        state.withLock { state in
            state.items.removeAll { $0.partition != nil }
            state.held = []
            recount(&state)
        }
    }

    /// Ends the queue: what waits in it is dropped, `take` throws the error or says closed.
    func finish(_ error: LogError? = nil) {
        let waiter: Waiter? = state.withLock { state in
            guard state.ending == nil else { return nil }
            state.ending = if let error { .failure(error) } else { .success(()) }
            state.items = []
            recount(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        if let error {
            waiter?.continuation.resume(throwing: error)
        } else {
            waiter?.continuation.resume(returning: .closed)
        }
    }

    // MARK: - The caller's side

    /// The next thing, waiting at most that long for it.
    func take(within limit: Duration? = nil) async throws -> Taken {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = Waiter(ticket: ticket, continuation: continuation)
                let answer = answerNow(waiter)
                if let answer {
                    continuation.resume(with: answer.result)
                    if answer.madeRoom { onRoom() }
                } else if let limit {
                    expire(ticket, after: limit)
                }
            }
        } onCancel: {
            release(ticket)?.continuation.resume(throwing: CancellationError())
        }
    }

    /// The next thing, if it waits here already.
    func takeIfAny() -> MemberEvent? {
        let taken: (event: MemberEvent, madeRoom: Bool)? = state.withLock { state in
            guard state.ending == nil, state.waiter == nil else { return nil }
            let wasFull = state.isFilled
            guard let item = removeFirst(&state) else { return nil }
            return (item.event, wasFull && !state.isFilled)
        }
        if taken?.madeRoom ?? false { onRoom() }
        return taken?.event
    }

    private struct Answer {
        var result: Result<Taken, any Error>
        var madeRoom = false
    }

    /// Nil when the caller has to wait.
    private func answerNow(_ waiter: Waiter) -> Answer? {
        state.withLock { state in
            if Task.isCancelled { return Answer(result: .failure(CancellationError())) }
            switch state.ending {
            case .success: return Answer(result: .success(.closed))
            case .failure(let error): return Answer(result: .failure(error))
            case nil: break
            }
            guard state.waiter == nil else {
                let message = "next() is already being waited for"
                return Answer(result: .failure(LogError(.stop, code: "TWO_READERS", message: message)))
            }
            let wasFull = state.isFilled
            if let item = removeFirst(&state) {
                return Answer(result: .success(.event(item.event)), madeRoom: wasFull && !state.isFilled)
            }
            state.waiter = waiter
            return nil
        }
    }

    private func expire(_ ticket: Int, after limit: Duration) {
        DispatchQueue.global().asyncAfter(deadline: .now() + limit.seconds) { [self] in
            release(ticket)?.continuation.resume(returning: .timedOut)
        }
    }

    private func release(_ ticket: Int) -> Waiter? {
        state.withLock { state in
            guard let waiter = state.waiter, waiter.ticket == ticket else { return nil }
            state.waiter = nil
            return waiter
        }
    }

    func hold(_ partitions: [TopicPartition]) {
        state.withLock { state in
            state.held.formUnion(partitions)
            recount(&state)
        }
    }

    func letGo(_ partitions: [TopicPartition]) {
        let ready: (Waiter, Taken)? = state.withLock { state in
            state.held.subtract(partitions)
            recount(&state)
            return handing(&state)
        }
        if let (waiter, taken) = ready { waiter.continuation.resume(returning: taken) }
    }

    /// Drops what was read of the partition, and what will still come until the thread knows the returned number.
    func cut(_ partition: TopicPartition) -> Int {
        state.withLock { state in
            state.cuts[partition, default: 0] += 1
            state.items.removeAll { $0.partition == partition }
            recount(&state)
            return state.cuts[partition, default: 0]
        }
    }

    // MARK: - Inside the lock

    private func removeFirst(_ state: inout State) -> Item? {
        let index: Int?
        if state.held.isEmpty {
            index = state.items.isEmpty ? nil : 0
        } else {
            index = state.items.firstIndex { item in item.partition.map { !state.held.contains($0) } ?? true }
        }
        guard let index else { return nil }
        let item = index == 0 ? state.items.removeFirst() : state.items.remove(at: index)
        state.records -= item.records
        state.bytes -= item.bytes
        judgeFilling(&state)
        return item
    }

    private func handing(_ state: inout State) -> (Waiter, Taken)? {
        guard let waiter = state.waiter, let item = removeFirst(&state) else { return nil }
        state.waiter = nil
        return (waiter, .event(item.event))
    }

    /// Where what is held has changed; what is added or taken is counted one by one, for the queue may be long.
    private func recount(_ state: inout State) {
        (state.records, state.bytes) = (0, 0)
        for item in state.items { count(item, &state) }
        judgeFilling(&state)
    }

    private func count(_ item: Item, _ state: inout State) {
        if let partition = item.partition, state.held.contains(partition) { return }
        state.records += item.records
        state.bytes += item.bytes
    }

    private func judgeFilling(_ state: inout State) {
        if state.records >= recordLimit || state.bytes >= byteLimit { state.isFilled = true }
        if state.records <= recordLimit / 2 && state.bytes <= byteLimit / 2 { state.isFilled = false }
    }
}
