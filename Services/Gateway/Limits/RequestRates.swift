import Foundation
import Hummingbird
import MedicationDomain
import SignIn
import Synchronization

/// So many requests a second, and so many at once after a pause.
struct Rate: Hashable, Sendable {
    let perSecond: Double
    let atOnce: Double
}

/// A bucket that fills with time and from which each request takes; one for each name.
final class TokenBuckets: Sendable {
    /// Names nobody hears of any more make room; a full bucket says nothing that a new one would not.
    static let capacity = 20_000

    private struct Bucket {
        var level: Double
        var at: Instant
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// Takes from the bucket of that name, or says for how many seconds there is not enough in it.
    func take(_ amount: Double = 1, of name: String, at rate: Rate) -> Double? {
        let instant = now()
        return buckets.withLock { buckets in
            if buckets.count >= TokenBuckets.capacity, buckets[name] == nil { TokenBuckets.makeRoom(&buckets) }
            var bucket = buckets[name] ?? Bucket(level: rate.atOnce, at: instant)
            let passed = max(0, instant.since(bucket.at).seconds)
            bucket.level = min(rate.atOnce, bucket.level + passed * rate.perSecond)
            bucket.at = max(bucket.at, instant)
            defer { buckets[name] = bucket }
            // A fine may take more than there is: it is worked off before anything is given again.
            guard bucket.level >= 1 else { return (1 - bucket.level) / rate.perSecond }
            bucket.level -= amount
            return nil
        }
    }

    private static func makeRoom(_ buckets: inout [String: Bucket]) {
        let newest = buckets.values.map(\.at).sorted(by: >)
        guard let limit = newest.dropFirst(capacity / 2).first else { return }
        buckets = buckets.filter { $0.value.at > limit }
    }
}

/// How often one address and one person or program may ask.
struct RequestRates: Sendable {
    /// Before anybody is known: a ward behind one address, its pages renewing themselves.
    static let perAddress = Rate(perSecond: 100, atOnce: 500)
    static let perPerson = Rate(perSecond: 50, atOnce: 200)
    static let perHospital = Rate(perSecond: 2000, atOnce: 4000)
    /// What a refused token takes from its address: a few dozen tries at once, then a few a second.
    static let fine: Double = 20

    /// Nil: nobody signs in, and this machine may ask as often as it can.
    private let buckets: TokenBuckets?

    init(mode: SignInMode, now: @escaping @Sendable () -> Instant) {
        buckets = mode.isOn ? TokenBuckets(now: now) : nil
    }

    /// Throws 429. A program of a hospital asks more often than a person: that is known only once it has a name.
    func note(_ identity: GatewayIdentity) throws {
        guard identity.isVerified else { return }
        let rate = identity.roles.contains(.hospitalSystem) ? RequestRates.perHospital : RequestRates.perPerson
        try take(of: "subject \(identity.voucher)\n\(identity.subject)", at: rate)
    }

    /// Throws 429.
    func note(address: String?, hasToken: Bool) throws {
        guard let address else { return }
        // A hospital's programs may all come from one address; a wrong token is fined below.
        try take(of: RequestRates.bucket(of: address), at: RequestRates.perAddress, hasToken ? 0 : 1)
    }

    /// Whoever comes with a token that is none works it off; that we have no keys is not the caller's doing, and costs
    /// what any request costs.
    func note(_ refusal: TokenRefusal, from address: String?) {
        guard refusal == .keysUnavailable else { return noteFailure(from: address) }
        guard let buckets, let address else { return }
        _ = buckets.take(of: RequestRates.bucket(of: address), at: RequestRates.perAddress)
    }

    func noteFailure(from address: String?) {
        guard let buckets, let address else { return }
        _ = buckets.take(RequestRates.fine, of: RequestRates.bucket(of: address), at: RequestRates.perAddress)
    }

    /// One connection of IPv6 brings 2^64 addresses along, which are one caller.
    static func bucket(of address: String) -> String {
        // Some proxies write the port as well, which is another with each connection.
        var host = address[...]
        if host.first == "[", let end = host.firstIndex(of: "]") {
            host = host[host.index(after: host.startIndex)..<end]
        } else if host.count(where: { $0 == ":" }) == 1, let colon = host.firstIndex(of: ":") {
            host = host[..<colon]
        }
        var parsed = in6_addr()
        guard host.contains(":"), inet_pton(AF_INET6, String(host.prefix { $0 != "%" }), &parsed) == 1 else {
            return "address \(host)"
        }
        let bytes = withUnsafeBytes(of: &parsed) { Array($0) }
        // An IPv4 address in IPv6's clothes stands for itself.
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped
            ? "address \(bytes.suffix(4).map(String.init).joined(separator: "."))" : "network \(Array(bytes.prefix(8)))"
    }

    private func take(of name: String, at rate: Rate, _ amount: Double = 1) throws {
        guard let wait = buckets?.take(amount, of: name, at: rate) else { return }
        var error = APIError(.tooManyRequests, "too-many-requests", "That is too often. Wait a moment.")
        error.headers[.retryAfter] = String(max(1, Int(min(wait, 3600).rounded(.up))))
        throw error
    }
}

/// Slows down an address that asks too often, before anything is done for it.
struct RateMiddleware: RouterMiddleware {
    let limits: RequestRates

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        try limits.note(address: context.remoteAddress, hasToken: request.headers[.authorization] != nil)
        return try await next(request, context)
    }
}
