import FHIRModels
import Foundation
import JWTKit
public import MedicationDomain

/// Takes or refuses bearer tokens (JWT, RFC 7519) of the issuers that are trusted.
public struct TokenVerifier: Sendable {
    /// Longer ones are refused unread.
    public static let maximumBytes = 12 * 1024
    /// Names go into answers and audit records; longer ones are not taken.
    public static let longestSubject = 100

    private let issuers: [String: TrustedIssuer]
    private let clockSkew: Span
    private let now: @Sendable () -> Instant
    private let used = UsedTokens()

    /// - Parameter clockSkew: how far the issuer's clock may be from ours, either way.
    public init(_ issuers: [TrustedIssuer], clockSkew: Span = .seconds(60), now: @escaping @Sendable () -> Instant) {
        self.issuers = Dictionary(issuers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        (self.clockSkew, self.now) = (clockSkew, now)
    }

    /// What the token says, once its signature, times, issuer and audience were found good.
    public func verify(_ token: String) async throws(TokenRefusal) -> SignedInPerson {
        let instant = now()
        let (claims, issuer) = try await claims(of: token, at: instant)
        guard TokenVerifier.words(claims["aud"]).contains(where: issuer.isMeant) else { throw .wrongAudience }
        return try await person(claims, of: issuer, at: instant)
    }

    /// What an id token says that was asked for: it must be the issuer's own, meant for us, and the answer to this very
    /// question (OpenID Connect Core 1.0 §3.1.3.7).
    func verify(
        idToken token: String, of name: String, for client: String, nonce: String
    ) async throws(TokenRefusal) -> SignedInPerson {
        let instant = now()
        let (claims, issuer) = try await claims(of: token, at: instant)
        guard issuer.name == name else { throw .unknownIssuer }
        let audience = TokenVerifier.words(claims["aud"])
        guard audience.contains(client) else { throw .wrongAudience }
        guard claims["azp"]?.text ?? client == client, audience.count == 1 || claims["azp"] != nil else {
            throw .wrongAudience
        }
        guard claims["nonce"]?.text == nonce else { throw .usedBefore }
        return try await person(claims, of: issuer, at: instant)
    }

    /// The issuers whose people can be sent to them.
    public var browserIssuers: [TrustedIssuer] {
        issuers.values.filter { $0.browser != nil }.sorted { $0.label < $1.label }
    }

    private func claims(
        of token: String, at instant: Instant
    ) async throws(TokenRefusal) -> (claims: JSONValue, issuer: TrustedIssuer) {
        guard token.utf8.count <= TokenVerifier.maximumBytes else { throw .malformed }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decode(parts[2]) else { throw .malformed }
        let header = try TokenVerifier.object(parts[0])
        // Read before it is verified only to know whose keys to verify it with.
        let claims = try TokenVerifier.object(parts[1])
        let algorithm = try TokenVerifier.algorithm(in: header)
        guard let issuer = claims["iss"]?.text.flatMap({ issuers[$0] }) else { throw .unknownIssuer }
        guard issuer.algorithms.contains(algorithm) else { throw .algorithm }
        let key = try await issuer.keys.verifier(for: header["kid"]?.text, by: algorithm, at: instant)
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard (try? key.verify(signature, signs: signed)) == true else { throw .badSignature }
        return (claims, issuer)
    }

    // MARK: Header

    private static func object(_ part: Substring) throws(TokenRefusal) -> JSONValue {
        guard let bytes = Base64URL.decode(part), let value = try? JSONValue(parsing: bytes), case .object = value
        else { throw .malformed }
        return value
    }

    /// Extensions that must be understood (`crit`) are none that we understand.
    private static func algorithm(in header: JSONValue) throws(TokenRefusal) -> SigningAlgorithm {
        guard header["crit"] == nil, header["b64"] == nil, let name = header["alg"]?.text else { throw .malformed }
        if let type = header["typ"] {
            guard let type = type.text?.lowercased(), ["jwt", "at+jwt", "application/at+jwt"].contains(type) else {
                throw .malformed
            }
        }
        if let id = header["kid"], id.text == nil { throw .malformed }
        guard let algorithm = SigningAlgorithm(rawValue: name) else { throw .algorithm }
        return algorithm
    }

    // MARK: Claims

    private func person(
        _ claims: JSONValue, of issuer: TrustedIssuer, at now: Instant
    ) async throws(TokenRefusal) -> SignedInPerson {
        guard let end = try TokenVerifier.time("exp", in: claims) else { throw .malformed }
        guard now < end + clockSkew else { throw .expired }
        for name in ["nbf", "iat"] {
            if let time = try TokenVerifier.time(name, in: claims), time > now + clockSkew { throw .notYetValid }
        }
        let subject = try TokenVerifier.subject(claims, of: issuer)
        if issuer.isSingleUse {
            guard let id = claims["jti"]?.text, !id.isEmpty, id.utf8.count <= 200 else { throw .malformed }
            guard await used.note(id, of: issuer.name, until: end + clockSkew, at: now) else { throw .usedBefore }
        }
        let words = TokenVerifier.words(TokenVerifier.claim(issuer.rolesClaim, in: claims), separated: true)
        return SignedInPerson(
            subject: subject, issuer: issuer.label,
            roles: issuer.rolesOfAll.union(words.compactMap { issuer.roleWords[$0] }),
            expiresAt: end)
    }

    private static func subject(_ claims: JSONValue, of issuer: TrustedIssuer) throws(TokenRefusal) -> String {
        guard let claim = claims["sub"] else {
            guard !issuer.rolesOfAll.isEmpty else { throw .noSubject }
            return String(issuer.name.prefix(longestSubject))
        }
        guard let subject = claim.text, !subject.isEmpty, subject.count <= longestSubject,
            !subject.unicodeScalars.contains(where: { CharacterSet.controlCharacters.contains($0) })
        else { throw .noSubject }
        return subject
    }

    /// Seconds since 1970, fractions allowed; nil when the claim is not there.
    private static func time(_ name: String, in claims: JSONValue) throws(TokenRefusal) -> Instant? {
        guard let claim = claims[name] else { return nil }
        guard case .number(let number) = claim else { throw .malformed }
        return Instant(millisecondsSince1970: 0) + .seconds(number.value)
    }

    /// The claim of that name, or what a path with dots leads to.
    private static func claim(_ name: String, in claims: JSONValue) -> JSONValue? {
        if let claim = claims[name] { return claim }
        return name.split(separator: ".").reduce(Optional(claims)) { value, part in value?[String(part)] }
    }

    /// One text or a list of them; with `separated`, a text of several words, as `scope` has them.
    private static func words(_ claim: JSONValue?, separated: Bool = false) -> [String] {
        if let text = claim?.text { return separated ? text.split(separator: " ").map(String.init) : [text] }
        return claim?.items?.compactMap(\.text) ?? []
    }
}
