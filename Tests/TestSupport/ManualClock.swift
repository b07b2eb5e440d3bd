public import MedicationDomain
public import ServiceRuntime
import Synchronization

/// A clock that moves only when a test moves it.
public final class ManualClock: Sendable {
    private let instant: Mutex<Instant>

    public init(_ instant: Instant) { self.instant = Mutex(instant) }

    public var now: Instant { instant.withLock { $0 } }
    public func set(_ new: Instant) { instant.withLock { $0 = new } }
    public func advance(by span: Span) { instant.withLock { $0 = $0 + span } }

    /// What the runtime looks at; its pauses are as short as they can be, since nothing waits for real time.
    public var runtimeClock: RuntimeClock {
        RuntimeClock(now: { self.now }, pause: { try await Task.sleep(for: .milliseconds(1)) })
    }
}
