import AuditTrail
import HTTPTypes
import Logging
import MedicationDomain
import Synchronization

/// Writes entries to the chain, those of many requests at once in one transaction, so that each waits for one flush of
/// the disk and not for everybody's before it.
actor AuditLog {
    static let mostAtOnce = 500

    private let store: AuditStore
    private var waiting: [(entry: AuditEntry, continuation: CheckedContinuation<Void, any Error>)] = []
    private var isWriting = false
    /// Wakes whoever sends the chain to the topic.
    private let wake: AsyncStream<Void>.Continuation
    nonisolated let news: AsyncStream<Void>
    private let trouble = Mutex<String?>(nil)

    init(_ store: AuditStore) {
        self.store = store
        (news, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Why the last entries could not be kept; nil while all is well.
    nonisolated var currentTrouble: String? { trouble.withLock { $0 } }

    /// What has not reached the topic yet.
    nonisolated func backlog() async throws -> AuditBacklog { try await store.backlog() }

    /// Returns once the entry is on the disk. Throws `APIError`: what cannot be written down is not done.
    func record(_ entry: AuditEntry) async throws {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((entry, continuation))
            if !isWriting {
                isWriting = true
                // Nobody's child: a request that is given up must not leave the others waiting.
                Task { await writeAll() }
            }
        }
    }

    private func writeAll() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(AuditLog.mostAtOnce))
            waiting.removeFirst(batch.count)
            do {
                try await store.append(batch.map(\.entry))
                note(nil)
                wake.yield()
                for one in batch { one.continuation.resume() }
            } catch {
                note("not-written")
                for one in batch { one.continuation.resume(throwing: AuditLog.unavailable) }
            }
        }
        isWriting = false
    }

    /// Not inlined: a `Mutex` looks for its thread's number where the thread keeps it, and an optimized async function
    /// may have looked for that place before it went on, on another thread. Unlocking then ends the process.
    @inline(never) private nonisolated func note(_ reason: String?) { trouble.withLock { $0 = reason } }

    private static let unavailable = APIError(
        .serviceUnavailable, "no-audit", "The audit record could not be kept, so nothing is shown or confirmed.")
}
