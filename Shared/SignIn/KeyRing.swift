import JWTKit
import MedicationDomain

/// An issuer's keys, held for a while and read again when they have aged or a token names one that is not there.
actor KeyRing {
    /// Keys that were withdrawn are no longer taken after that.
    static let renewAfter = Span.minutes(10)
    /// So long are keys used whose source does not answer; then nobody knows whether they still count.
    static let keepAtMost = Span.hours(24)
    /// Tokens with invented key ids must not make this gateway ask its issuer without end.
    static let pauseBetweenLoads = Span.seconds(15)

    private let source: any KeySource
    private var held: (keys: KeySet, since: Instant)?
    private var triedAt: Instant?
    private var loading: Task<Void, Never>?

    init(_ source: any KeySource) { self.source = source }

    /// Throws `unknownKey` or `keysUnavailable`.
    func verifier(
        for id: String?, by algorithm: SigningAlgorithm, at now: Instant
    ) async throws(TokenRefusal) -> any JWTAlgorithm {
        if held.map({ now.since($0.since) > KeyRing.renewAfter }) ?? true { await load(at: now) }
        if let found = held?.keys.verifier(for: id, by: algorithm) { return found }
        await load(at: now)
        if let found = held?.keys.verifier(for: id, by: algorithm) { return found }
        throw held == nil ? .keysUnavailable : .unknownKey
    }

    private func load(at now: Instant) async {
        if let loading {
            await loading.value
            return
        }
        if let triedAt, now.since(triedAt) < KeyRing.pauseBetweenLoads, now >= triedAt { return }
        triedAt = now
        // Whoever comes meanwhile waits for the same answer and finds it kept.
        let task = Task { keep(try? await source.load(), at: now) }
        loading = task
        await task.value
    }

    private func keep(_ keys: KeySet?, at now: Instant) {
        loading = nil
        if let keys {
            // Keys that were withdrawn count no more; a source that is away may come back.
            held = keys.isEmpty ? nil : (keys, now)
        } else if let since = held?.since, now.since(since) > KeyRing.keepAtMost {
            held = nil
        }
    }
}
