import Foundation
import Synchronization

/// Ctrl-C, a stop from the outside, or a closed terminal; caught from the moment the value exists, so that whatever was
/// started can be stopped. A second signal ends the process at once, after `last` has run.
final class Interruption: Sendable {
    // Kept so that they stay alive; never touched again after `init`.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]
    private let lastWords: LastWords
    private let bell: Bell

    private final class LastWords: Sendable {
        let body = Mutex<(@Sendable () -> Void)?>(nil)
        let count = Mutex(0)
    }

    init(_ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
        let (lastWords, bell) = (LastWords(), Bell())
        (self.lastWords, self.bell) = (lastWords, bell)
        // A queue and thread of their own: signals are heard while all other threads are busy.
        let queue = DispatchQueue(label: "org.titrate.interruption")
        let registered = DispatchGroup()
        sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            registered.enter()
            source.setRegistrationHandler { registered.leave() }
            source.setEventHandler {
                let isFirst = lastWords.count.withLock { count in
                    count += 1
                    return count == 1
                }
                if isFirst {
                    bell.ring()
                } else {
                    lastWords.body.withLock { $0 }?()
                    exit(130)
                }
            }
            source.resume()
            return source
        }
        // Registration takes a moment on another thread, and a signal in that moment would be lost for good.
        registered.wait()
    }

    /// What to do before a second signal ends the process.
    func last(_ body: @escaping @Sendable () -> Void) { lastWords.body.withLock { $0 = body } }

    /// Returns at the first signal, or when the task is cancelled; it can be waited for again and again.
    func wait() async { await bell.wait() }

    /// Waits for a signal, from now on.
    static func wait() async { await Interruption().wait() }

    /// Runs the work until it ends or a signal comes; nil when it was interrupted.
    func racing<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result? {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                await self.wait()
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

/// Rings once; whoever waits is let go, whoever comes later does not wait.
private final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var tickets = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }
    private let state = Mutex(State())

    func ring() {
        let waiting = state.withLock { state in
            state.hasRung = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    func wait() async {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.hasRung || Task.isCancelled { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
        }
    }
}
