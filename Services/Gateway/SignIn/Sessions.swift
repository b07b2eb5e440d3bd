import Crypto
import Foundation
import MedicationDomain
import SignIn
import Synchronization

/// A session as the gateway knows it: the hash of what the browser holds, so that the memory of this process and what
/// is written from it sign nobody in.
struct SessionID: Hashable, Sendable {
    let hash: [UInt8]
    init(secret: String) { hash = Array(SHA256.hash(data: Array(secret.utf8))) }
}

/// People signed in with the browser: in memory, so that a restart signs everybody out.
final class Sessions: Sendable {
    /// Without a sign of the person for so long, it ends.
    static let idleEnd = Span.minutes(30)
    /// And after so long whatever happens; sooner if a token that was pasted ends sooner. An issuer's id token says for a
    /// few minutes that somebody signed in just now, and nothing of how long they may stay.
    static let absoluteEnd = Span.hours(12)
    static let capacity = 10_000
    static let mostOfOneSubject = 20

    struct Session: Sendable {
        let subject: String
        let roles: Set<Role>
        let voucher: String
        /// Must come with every request that changes something.
        let formToken: String
        let endsAt: Instant
        let startedAt: Instant
        var lastSeenAt: Instant
    }

    private let sessions = Mutex<[SessionID: Session]>([:])
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// A new session under a new secret; nil when there are as many as there may be.
    func begin(for person: SignedInPerson, endsWithToken: Bool = true) -> (secret: String, session: Session)? {
        let instant = now()
        let session = Session(
            subject: person.subject, roles: person.roles, voucher: person.issuer, formToken: Sessions.random(),
            endsAt: endsWithToken
                ? min(person.expiresAt, instant + Sessions.absoluteEnd) : instant + Sessions.absoluteEnd,
            startedAt: instant, lastSeenAt: instant)
        let secret = Sessions.random()
        return sessions.withLock { sessions in
            let own = sessions.filter { $0.value.subject == person.subject && $0.value.voucher == person.issuer }
            if own.count >= Sessions.mostOfOneSubject,
                let oldest = own.min(by: { $0.value.startedAt < $1.value.startedAt })
            {
                sessions[oldest.key] = nil
            }
            if sessions.count >= Sessions.capacity {
                sessions = sessions.filter { Sessions.isAlive($0.value, at: instant) }
            }
            guard sessions.count < Sessions.capacity else { return nil }
            sessions[SessionID(secret: secret)] = session
            return (secret, session)
        }
    }

    /// The session the browser holds, if it has not ended; `isPresent`: the person has just done something.
    func find(_ id: SessionID, isPresent: Bool = false) -> Session? {
        let instant = now()
        return sessions.withLock { sessions in
            guard var session = sessions[id] else { return nil }
            guard Sessions.isAlive(session, at: instant) else {
                sessions[id] = nil
                return nil
            }
            if isPresent {
                session.lastSeenAt = instant
                sessions[id] = session
            }
            return session
        }
    }

    func end(_ id: SessionID) { sessions.withLock { $0[id] = nil } }

    private static func isAlive(_ session: Session, at now: Instant) -> Bool {
        now < session.endsAt && now.since(session.lastSeenAt) < idleEnd
    }

    /// 256 bits that nobody can guess.
    private static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// Whether two secrets are the same, in a time that does not tell how much of them is.
    static func isSame(_ left: String, _ right: String) -> Bool {
        SessionID(secret: left).hash == SessionID(secret: right).hash
    }
}

/// The cookie that holds a session: only for this host, unseen by scripts, never sent along from elsewhere.
enum SessionCookie {
    static let name = "__Host-titrate"

    static func set(_ secret: String) -> String { "\(name)=\(secret); \(attributes)" }
    static let remove = "\(name)=; \(attributes); Max-Age=0"

    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Strict"

    static func secret(in header: String) -> String? { value(of: name, in: header) }

    /// Nil when the header holds none, or more than one: then somebody has put one there.
    static func value(of name: String, in header: String) -> String? {
        let values = header.split(separator: ";").compactMap { part -> Substring? in
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return pair.count == 2 && pair[0] == name ? pair[1] : nil
        }
        return values.count == 1 ? values.first.map(String.init) : nil
    }
}
