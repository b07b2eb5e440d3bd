import Crypto
public import Foundation
import JWTKit
public import MedicationDomain

/// The key with which `titrate token` signs, for development on one machine: a file that belongs to its owner alone.
public struct DevelopmentKey: Sendable {
    public static let issuer = "urn:titrate:development"
    static let label = "development"
    public static let audience = "urn:titrate:gateway"
    /// Its place in the data directory.
    public static let fileName = "development-sign-in.pem"

    /// The file is there and cannot be used.
    public struct Unusable: Error, Hashable, CustomStringConvertible {
        public let path: String
        public let problem: String
        public var description: String { "\(path) \(problem)" }
    }

    private let key: P256.Signing.PrivateKey

    /// Reads the key in that file, or makes one where there is none (0600, and never over another file).
    ///
    /// Throws `Unusable`; also for a file that others can read, because whoever reads it can sign in as anybody.
    public init(at url: URL) throws {
        if let made = try DevelopmentKey.make(at: url) {
            key = made
            return
        }
        var status = stat()
        guard lstat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Unusable(path: url.path, problem: "is no file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Unusable(path: url.path, problem: "can be read by others; chmod 600 mends it, or remove it")
        }
        guard let text = try? String(contentsOf: url, encoding: .utf8),
            let read = try? P256.Signing.PrivateKey(pemRepresentation: text)
        else { throw Unusable(path: url.path, problem: "holds no key; remove it, and it is made anew") }
        key = read
    }

    /// Nil when a file is there already.
    private static func make(at url: URL) throws -> P256.Signing.PrivateKey? {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let key = P256.Signing.PrivateKey()
        // Complete before it has its name: two programs that start at once end up with one key.
        let draft = url.path + "." + UUID().uuidString.lowercased()
        defer { unlink(draft) }
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Unusable(path: url.path, problem: "cannot be written") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(key.pemRepresentation.utf8))
        try handle.close()
        if link(draft, url.path) == 0 { return key }
        guard errno == EEXIST else { throw Unusable(path: url.path, problem: "cannot be written") }
        return nil
    }

    /// How the gateway trusts it.
    public var trustedIssuer: TrustedIssuer {
        TrustedIssuer(
            DevelopmentKey.issuer, label: DevelopmentKey.label, audiences: [DevelopmentKey.audience],
            algorithms: [.es256],
            keys: OwnKey(key: self))
    }

    /// A token for somebody in those roles.
    public func token(for subject: String, roles: Set<Role>, at now: Instant, lasting span: Span) async throws -> String
    {
        let issued = now.millisecondsSince1970 / 1000
        let claims = Claims(
            iss: DevelopmentKey.issuer, sub: subject, aud: DevelopmentKey.audience, iat: issued,
            exp: issued + span.milliseconds / 1000, jti: UUID().uuidString.lowercased(),
            roles: roles.map(\.rawValue).sorted())
        return try await signer.sign(claims, kid: JWKIdentifier(string: id))
    }

    /// Follows from the key, so that another key is another id.
    private var id: String {
        SHA256.hash(data: key.publicKey.x963Representation).prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private var signer: JWTKeyCollection {
        get async throws {
            let key = try ES256PrivateKey(pem: key.pemRepresentation)
            return await JWTKeyCollection().add(ecdsa: key, kid: JWKIdentifier(string: id))
        }
    }

    private struct OwnKey: KeySource {
        let key: DevelopmentKey

        func load() async throws -> KeySet {
            let verifier = try await key.signer.getKey(for: JWKIdentifier(string: key.id), alg: "ES256")
            return KeySet(keys: [KeySet.Key(id: key.id, verifiers: [.es256: verifier])])
        }
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let iat: Int64
        let exp: Int64
        let jti: String
        let roles: [String]

        /// Tokens are verified elsewhere, by the same rules as everybody's.
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
