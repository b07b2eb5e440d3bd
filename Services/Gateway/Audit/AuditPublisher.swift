import AuditTrail
import EventLog
import Logging

/// Sends the chain to `gateway.audit.v1`, in order, from where the topic acknowledged it last. A crash between the
/// acknowledgement and its note sends records again; their sequence tells the repeat.
struct AuditPublisher: Sendable {
    static let atOnce = 500
    /// A list that shows hundreds of patients is a long record; what is sent at once must come through in time.
    static let bytesAtOnce = 1024 * 1024
    static let longestBackOff = Duration.seconds(30)

    let store: AuditStore
    let news: AsyncStream<Void>
    let publisher: LogPublisher
    let logger: Logger

    /// Until the task is cancelled.
    func run() async {
        var backOff = Duration.milliseconds(250)
        var iterator = news.makeAsyncIterator()
        while !Task.isCancelled {
            do {
                try await publishAll()
                backOff = .milliseconds(250)
                guard await iterator.next() != nil else { return }
            } catch {
                logger.warning("audit records wait for the log", metadata: ["error": "\(type(of: error))"])
                do { try await Task.sleep(for: backOff) } catch { return }
                backOff = min(backOff * 2, AuditPublisher.longestBackOff)
            }
        }
    }

    /// Everything that stands in the store now.
    func publishAll() async throws {
        while true {
            let records = try await store.unpublished(limit: AuditPublisher.atOnce, bytes: AuditPublisher.bytesAtOnce)
            guard let last = records.last else { return }
            try await publisher.publish(records.map(\.outgoing))
            try await store.notePublished(through: last.place.sequence)
        }
    }
}
