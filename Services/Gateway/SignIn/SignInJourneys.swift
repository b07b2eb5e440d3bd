import Crypto
import Foundation
import MedicationDomain
import SignIn
import Synchronization

/// People who were sent to an issuer and are not back yet: in memory, each for a few minutes.
final class SignInJourneys: Sendable {
    /// Whoever is not back by then begins again.
    static let longest = Span.minutes(10)
    static let capacity = 20_000
    /// Of one address, whose oldest ends first: nobody begins so many that another's has no room.
    static let mostOfOneAddress = 200

    struct Journey: Sendable {
        let attempt: SignInAttempt
        let issuer: TrustedIssuer
        /// Where the person wanted to go.
        let next: String
        fileprivate let secret: SessionID
        fileprivate let bucket: String
        fileprivate let startedAt: Instant
    }

    private let journeys = Mutex<[String: Journey]>([:])
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// Returns what the browser must bring back, so that nobody can finish in another's browser what began in theirs.
    func begin(
        _ attempt: SignInAttempt, to issuer: TrustedIssuer, next: String, from address: String?
    ) -> String {
        let instant = now()
        let bucket = RequestRates.bucket(of: address ?? "")
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        journeys.withLock { journeys in
            let own = journeys.filter { $0.value.bucket == bucket }
            if own.count >= Self.mostOfOneAddress, let oldest = own.min(by: Self.isOlder) { journeys[oldest.key] = nil }
            if journeys.count >= Self.capacity {
                journeys = journeys.filter { instant.since($0.value.startedAt) < Self.longest }
            }
            if journeys.count >= Self.capacity, let oldest = journeys.min(by: Self.isOlder) {
                journeys[oldest.key] = nil
            }
            journeys[attempt.state] = Journey(
                attempt: attempt, issuer: issuer, next: next, secret: SessionID(secret: secret), bucket: bucket,
                startedAt: instant)
        }
        return secret
    }

    private static func isOlder(
        _ left: Dictionary<String, Journey>.Element, _ right: Dictionary<String, Journey>.Element
    ) -> Bool { left.value.startedAt < right.value.startedAt }

    /// The journey of that name, once; nil when it is none, too old, or another browser's.
    func end(_ state: String, secret: String?) -> Journey? {
        guard let secret else { return nil }
        let instant = now()
        return journeys.withLock { journeys in
            guard let journey = journeys[state], journey.secret == SessionID(secret: secret) else { return nil }
            journeys[state] = nil
            return instant.since(journey.startedAt) < Self.longest ? journey : nil
        }
    }
}

/// The cookie of a person on the way to an issuer; it must come along when they are sent back from there.
enum JourneyCookie {
    static let name = "__Host-titrate-sign-in"

    static func set(_ secret: String) -> String { "\(name)=\(secret); \(attributes); Max-Age=600" }
    static let remove = "\(name)=; \(attributes); Max-Age=0"

    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax"

    static func secret(in header: String) -> String? { SessionCookie.value(of: name, in: header) }
}
