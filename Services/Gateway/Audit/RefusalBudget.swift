import MedicationDomain
import Synchronization

/// How many answers to callers that nobody knows, none of them a success, are written down one by one: whoever knocks without end must not fill
/// the disk, without whose records nothing is shown to anybody. The rest is counted, and the count is written down.
final class RefusalBudget: Sendable {
    static let rate = Rate(perSecond: 2, atOnce: 1000)

    enum Verdict: Hashable, Sendable {
        /// And those that were only counted since the last one that was written.
        case write(passedOver: Int)
        case count
    }

    private let bucket: TokenBuckets
    private let passedOver = Mutex(0)

    init(now: @escaping @Sendable () -> Instant) { bucket = TokenBuckets(now: now) }

    func take() -> Verdict {
        guard bucket.take(of: "unknown", at: RefusalBudget.rate) == nil else {
            passedOver.withLock { $0 += 1 }
            return .count
        }
        return passedOver.withLock { count in
            defer { count = 0 }
            return .write(passedOver: count)
        }
    }
}
