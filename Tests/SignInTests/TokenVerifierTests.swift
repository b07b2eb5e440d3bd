import Crypto
import Foundation
import JWTKit
import MedicationDomain
import TestSupport
import Testing

@testable import SignIn

@Suite struct TokenVerifierTests {
    private static let start = Instant(millisecondsSince1970: 1_795_253_400_000)
    private static let issuer = TestIssuer()

    private func verifier(_ issuer: TrustedIssuer = issuer.trusted, at now: Instant = start) -> TokenVerifier {
        TokenVerifier([issuer], now: { now })
    }

    private func refusal(of token: String, by verifier: TokenVerifier? = nil) async -> TokenRefusal? {
        do throws(TokenRefusal) {
            _ = try await (verifier ?? self.verifier()).verify(token)
            return nil
        } catch { return error }
    }

    @Test func aGoodTokenSaysWhoItIs() async throws {
        let token = try Self.issuer.token("ph-1", roles: [.pharmacist, .operator], at: Self.start)
        let person = try await verifier().verify(token)
        #expect(person.subject == "ph-1")
        #expect(person.roles == [.pharmacist, .operator])
        #expect(person.issuer == "test")
        #expect(person.expiresAt == Self.start + .hours(1))
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let refusal: TokenRefusal
        let token: @Sendable () throws -> String

        init(_ name: String, _ refusal: TokenRefusal, _ token: @escaping @Sendable () throws -> String) {
            (testDescription, self.refusal, self.token) = (name, refusal, token)
        }
    }

    private static func unsigned(_ algorithm: String) throws -> String {
        let parts = try issuer.token(at: start, header: ["alg": algorithm]).split(separator: ".")
        return "\(parts[0]).\(parts[1])."
    }

    /// Signed with the public key as if it were a shared secret, the oldest trick there is.
    private static func sharedSecret() throws -> String {
        let parts = try issuer.token(at: start, header: ["alg": "HS256"]).split(separator: ".")
        let text = "\(parts[0]).\(parts[1])"
        let secret = SymmetricKey(data: Data(issuer.key.publicKey.pemRepresentation.utf8))
        return text + "." + TestIssuer.base64URL(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret))
    }

    static let bad: [Bad] = [
        Bad("nothing", .malformed) { "" },
        Bad("two parts", .malformed) { "e30.e30" },
        Bad("four parts", .malformed) { try issuer.token(at: start) + ".e30" },
        Bad("padding", .malformed) { try issuer.token(at: start) + "=" },
        Bad("a header that is a list", .malformed) { "W10.e30.e30" },
        Bad("alg none", .algorithm) { try unsigned("none") },
        Bad("alg None", .algorithm) { try unsigned("None") },
        Bad("a shared secret", .algorithm) { try sharedSecret() },
        Bad("another algorithm", .algorithm) { try issuer.token(at: start, header: ["alg": "RS256"]) },
        Bad("no algorithm", .malformed) { try issuer.token(at: start, header: ["alg": nil]) },
        Bad("critical extensions", .malformed) { try issuer.token(at: start, header: ["crit": ["exp"]]) },
        Bad("another type", .malformed) { try issuer.token(at: start, header: ["typ": "dpop+jwt"]) },
        Bad("an unknown key", .unknownKey) { try issuer.token(at: start, header: ["kid": "key-2"]) },
        Bad("forged", .badSignature) { try issuer.token(at: start, signedBy: P256.Signing.PrivateKey()) },
        Bad("changed afterwards", .badSignature) {
            let parts = try issuer.token(at: start).split(separator: ".")
            let other = try issuer.token("admin", at: start).split(separator: ".")
            return "\(parts[0]).\(other[1]).\(parts[2])"
        },
        Bad("wrong issuer", .unknownIssuer) { try issuer.token(at: start, claims: ["iss": "https://id.example.org"]) },
        Bad("no issuer", .unknownIssuer) { try issuer.token(at: start, claims: ["iss": nil]) },
        Bad("wrong audience", .wrongAudience) { try issuer.token(at: start, claims: ["aud": "somebody-else"]) },
        Bad("no audience", .wrongAudience) { try issuer.token(at: start, claims: ["aud": nil]) },
        Bad("expired", .expired) { try issuer.token(at: start - .hours(2)) },
        Bad("expired just beyond the skew", .expired) { try issuer.token(at: start - .seconds(60), lasting: 0) },
        Bad("no end", .malformed) { try issuer.token(at: start, claims: ["exp": nil]) },
        Bad("an end in words", .malformed) { try issuer.token(at: start, claims: ["exp": "tomorrow"]) },
        Bad("not yet valid", .notYetValid) {
            try issuer.token(at: start, claims: ["nbf": start.millisecondsSince1970 / 1000 + 61])
        },
        Bad("issued tomorrow", .notYetValid) { try issuer.token(at: start + .days(1)) },
        Bad("no subject", .noSubject) { try issuer.token(at: start, claims: ["sub": nil]) },
        Bad("a subject of two lines", .noSubject) { try issuer.token("a\nb", at: start) },
        Bad("too long", .malformed) { try issuer.token(String(repeating: "a", count: 20_000), at: start) },
    ]

    @Test(arguments: bad) func aBadTokenIsRefusedForItsOwnReason(_ bad: Bad) async throws {
        #expect(await refusal(of: try bad.token()) == bad.refusal)
    }

    @Test func clocksMayDifferByTheSkewAndNoMore() async throws {
        let early = try Self.issuer.token(at: Self.start + .seconds(60))
        let late = try Self.issuer.token(at: Self.start - .seconds(59), lasting: 0)
        #expect(await refusal(of: early) == nil)
        #expect(await refusal(of: late) == nil)
    }

    @Test func aTokenWithoutKeyIdIsTakenWhileOneKeyAloneFits() async throws {
        let token = try Self.issuer.token(at: Self.start, header: ["kid": nil])
        #expect(await refusal(of: token) == nil)
        let second = try JSONSerialization.jsonObject(with: TestIssuer(keyID: "key-2").document) as? [String: [Any]]
        let first = try JSONSerialization.jsonObject(with: Self.issuer.document) as? [String: [Any]]
        let both = try JSONSerialization.data(withJSONObject: ["keys": (first?["keys"] ?? []) + (second?["keys"] ?? [])]
        )
        let two = TrustedIssuer(
            Self.issuer.name, audiences: [TestIssuer.audience], algorithms: [.es256],
            keys: DocumentSource(document: both))
        #expect(await refusal(of: token, by: verifier(two)) == .unknownKey)
        #expect(await refusal(of: try Self.issuer.token(at: Self.start), by: verifier(two)) == nil)
    }

    @Test(arguments: [
        ("roles", ["roles": ["Pharmacy.Staff", "Other"]] as [String: any Sendable]),
        ("realm.roles", ["realm": ["roles": ["Pharmacy.Staff"]]]),
        ("https://example/roles", ["https://example/roles": "other Pharmacy.Staff"]),
    ])
    func rolesAreFoundWhereTheIssuerPutsThem(_ claim: String, _ claims: [String: any Sendable]) async throws {
        let issuer = TrustedIssuer(
            Self.issuer.name, audiences: [TestIssuer.audience], algorithms: [.es256], rolesClaim: claim,
            roleWords: ["Pharmacy.Staff": .pharmacist], keys: DocumentSource(document: Self.issuer.document))
        let token = try Self.issuer.token(roles: [], at: Self.start, claims: claims)
        #expect(try await verifier(issuer).verify(token).roles == [.pharmacist])
    }

    @Test func aHospitalsProgramNeedsNoSubjectAndCallsOneEndpoint() async throws {
        let issuer = TrustedIssuer(
            Self.issuer.name, audiences: ["https://titrate.example/cds-services/"], algorithms: [.es256],
            rolesOfAll: [.hospitalSystem], isSingleUse: true, keys: DocumentSource(document: Self.issuer.document))
        let verifier = verifier(issuer)
        let endpoint = "https://titrate.example/cds-services/order-sign"
        let claims: [String: (any Sendable)?] = ["sub": nil, "aud": [endpoint], "jti": "once"]
        let token = try Self.issuer.token(roles: [], at: Self.start, claims: claims)
        let person = try await verifier.verify(token)
        #expect(person.subject == Self.issuer.name)
        #expect(person.roles == [.hospitalSystem])
        #expect(await refusal(of: token, by: verifier) == .usedBefore)
        let unmarked = try Self.issuer.token(roles: [], at: Self.start, claims: ["aud": endpoint])
        #expect(await refusal(of: unmarked, by: verifier) == .malformed)
    }

    @Test func anRSAKeyVerifiesItsOwnAlgorithmsOnly() async throws {
        let key = try Insecure.RSA.PrivateKey(pem: RSAKey.pem)
        let document = Data(
            #"{"keys":[{"kty":"oct","k":"AAAA","kid":"s"},{"kty":"RSA","kid":"r","n":"\#(RSAKey.modulus)","e":"AQAB"}]}"#
                .utf8)
        let issuer = TrustedIssuer(
            Self.issuer.name, audiences: [TestIssuer.audience], algorithms: [.rs256, .ps256, .es256],
            keys: DocumentSource(document: document))
        let (rs, ps) = (JWTKeyCollection(), JWTKeyCollection())
        await rs.add(rsa: key, digestAlgorithm: .sha256, kid: "r")
        await ps.add(pss: key, digestAlgorithm: .sha256, kid: "r")
        let claims = Claims(
            iss: Self.issuer.name, sub: "ph-1", aud: TestIssuer.audience,
            exp: Self.start.millisecondsSince1970 / 1000 + 60)
        let verifier = verifier(issuer)
        // The same key, one algorithm after the other: neither is taken for the other.
        for _ in 0..<2 {
            #expect(await refusal(of: try await rs.sign(claims, kid: "r"), by: verifier) == nil)
            #expect(await refusal(of: try await ps.sign(claims, kid: "r"), by: verifier) == nil)
        }
        #expect(
            await refusal(of: try Self.issuer.token(at: Self.start, header: ["kid": "r"]), by: verifier) == .unknownKey)
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let exp: Int64
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
