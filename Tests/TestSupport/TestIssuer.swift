public import Crypto
public import Foundation
public import MedicationDomain
public import SignIn

/// An issuer of tokens whose every part a test can get wrong.
public struct TestIssuer: Sendable {
    public let name: String
    public let keyID: String
    public let key: P256.Signing.PrivateKey

    public static let audience = "titrate-test"

    public init(_ name: String = "https://id.example", keyID: String = "key-1") {
        (self.name, self.keyID, key) = (name, keyID, P256.Signing.PrivateKey())
    }

    /// Its key set, as it would publish it.
    public var document: Data {
        let point = key.publicKey.x963Representation.dropFirst()
        let (x, y) = (TestIssuer.base64URL(point.prefix(32)), TestIssuer.base64URL(point.suffix(32)))
        return Data(
            #"{"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"\#(keyID)","x":"\#(x)","y":"\#(y)"}]}"#
                .utf8)
    }

    /// How somebody trusts it.
    public var trusted: TrustedIssuer {
        TrustedIssuer(
            name, label: "test", audiences: [TestIssuer.audience], algorithms: [.es256],
            keys: DocumentSource(document: document))
    }

    /// A good token, with claims and header fields put over it; a nil takes one away.
    public func token(
        _ subject: String = "ph-1", roles: [Role] = [.pharmacist], at now: Instant, lasting seconds: Int64 = 3600,
        header: [String: (any Sendable)?] = [:], claims: [String: (any Sendable)?] = [:],
        signedBy other: P256.Signing.PrivateKey? = nil
    ) throws -> String {
        let issued = now.millisecondsSince1970 / 1000
        let head: [String: (any Sendable)?] = ["alg": "ES256", "typ": "JWT", "kid": keyID]
        let body: [String: (any Sendable)?] = [
            "iss": name, "sub": subject, "aud": TestIssuer.audience, "iat": issued, "exp": issued + seconds,
            "roles": roles.map(\.rawValue),
        ]
        let text =
            try TestIssuer.part(head.merging(header) { $1 }) + "." + TestIssuer.part(body.merging(claims) { $1 })
        let signature = try (other ?? key).signature(for: Data(text.utf8))
        return text + "." + TestIssuer.base64URL(signature.rawRepresentation)
    }

    public static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(Array(bytes)).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    private static func part(_ members: [String: (any Sendable)?]) throws -> String {
        base64URL(try JSONSerialization.data(withJSONObject: members.compactMapValues { $0 }))
    }
}

/// A key set that is always at hand.
public struct DocumentSource: KeySource {
    private let document: Data
    public init(document: Data) { self.document = document }
    public func load() async throws -> KeySet { try await KeySet(document: document) }
}
