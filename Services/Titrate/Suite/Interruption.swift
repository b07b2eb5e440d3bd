import Foundation
import Synchronization

/// Ctrl-C, a stop from the outside, or a closed terminal; caught from the moment the value exists, so that whatever was
/// started can be stopped. A second signal ends the process at once, after `last` has run.
final class Interruption: Sendable {
    // Kept so that they stay alive; never touched again after `init`.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]
    private let signals: AsyncStream<Void>
    private let lastWords: LastWords

    private final class LastWords: Sendable {
        let body = Mutex<(@Sendable () -> Void)?>(nil)
        let count = Mutex(0)
    }

    init() {
        let (signals, continuation) = AsyncStream<Void>.makeStream()
        let lastWords = LastWords()
        self.signals = signals
        self.lastWords = lastWords
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isFirst = lastWords.count.withLock { count in
                    count += 1
                    return count == 1
                }
                if isFirst {
                    continuation.yield()
                } else {
                    lastWords.body.withLock { $0 }?()
                    exit(130)
                }
            }
            source.resume()
            return source
        }
    }

    /// What to do before a second signal ends the process.
    func last(_ body: @escaping @Sendable () -> Void) { lastWords.body.withLock { $0 = body } }

    /// Returns at the first signal, or when the task is cancelled.
    func wait() async {
        var iterator = signals.makeAsyncIterator()
        _ = await iterator.next()
    }

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
