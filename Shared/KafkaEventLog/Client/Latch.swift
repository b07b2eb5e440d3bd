import Dispatch
import Synchronization

/// A door that opens once; waiting for it is bounded.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var nextID = 0
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(returning: true) }
    }

    /// True when the door opened in time.
    @discardableResult
    func wait(within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let ticket: Int? = state.withLock { state in
                if state.isOpen { return nil }
                state.nextID += 1
                state.waiting[state.nextID] = continuation
                return state.nextID
            }
            guard let ticket else { return continuation.resume(returning: true) }
            DispatchQueue.global().asyncAfter(deadline: .now() + limit.seconds) { [self] in
                state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: false)
            }
        }
    }
}
