import Dispatch
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Turns the first signal into a shutdown, bounds how long that may take, and lets a second signal end the process.
final class ShutdownWatch: Sendable {
    private let limit: Duration
    private let logger: Logger
    private let end: @Sendable (Int32) -> Void
    private let isOver = Mutex(false)

    /// `end` leaves the process with that code; tests look at it instead.
    init(limit: Duration, logger: Logger, end: @escaping @Sendable (Int32) -> Void = { _exit($0) }) {
        (self.limit, self.logger, self.end) = (limit, logger, end)
    }

    func follow(_ signals: AsyncStream<Int32>, stopping group: ServiceGroup) async {
        var hasBegun = false
        for await signal in signals {
            guard !hasBegun else {
                logger.error("a second signal: ending at once", metadata: [LoggingKeys.signal: "\(signal)"])
                return end(128 + signal)
            }
            hasBegun = true
            logger.info("shutting down", metadata: [LoggingKeys.signal: "\(signal)"])
            armLimit()
            await group.triggerGracefulShutdown()
        }
    }

    /// The shutdown has come to its end in time.
    ///
    /// Not inlined: in an optimized async function a `Mutex` may take the number of the thread it has left for its own,
    /// and unlocking then ends the process.
    @inline(never) func finish() { isOver.withLock { $0 = true } }

    /// On a thread of Dispatch: it must fire even when every task is stuck.
    private func armLimit() {
        let (seconds, attoseconds) = limit.components
        let delay = Double(seconds) + Double(attoseconds) / 1e18
        DispatchQueue.global().asyncAfter(deadline: .now() + delay) {
            guard !self.isOver.withLock({ $0 }) else { return }
            self.logger.error("not drained within the limit: ending; the log and the store resume what is left")
            self.end(HostExitCode.internalError.rawValue)
        }
    }
}
