public import Foundation
import JWTKit

/// An issuer's public keys, as its JWKS document (RFC 7517) lists them, ready to verify with.
public struct KeySet: Sendable {
    struct Key: Sendable {
        let id: String?
        let verifiers: [SigningAlgorithm: any JWTAlgorithm]
    }

    let keys: [Key]

    /// Larger documents are no key sets.
    public static let maximumBytes = 256 * 1024

    /// The document is no key set.
    public struct Unusable: Error, Hashable, CustomStringConvertible {
        public var description: String { "this is no key set" }
    }

    /// Reads a JWKS document; keys of other kinds (shared secrets, encryption) are passed over.
    ///
    /// A set that holds none is what an issuer publishes that has withdrawn its keys. Throws `Unusable`.
    public init(document: Data) async throws {
        guard document.count <= KeySet.maximumBytes,
            let document = try? JSONDecoder().decode(Document.self, from: document)
        else { throw Unusable() }
        var keys: [Key] = []
        for entry in document.keys where entry.use == nil || entry.use == "sig" {
            guard let key = entry.key, key.keyType == .rsa || key.keyType == .ecdsa || key.keyType == .octetKeyPair
            else { continue }
            let verifiers = await KeySet.verifiers(for: key)
            if !verifiers.isEmpty { keys.append(Key(id: key.keyIdentifier?.string, verifiers: verifiers)) }
        }
        self.keys = keys
    }

    init(keys: [Key]) { self.keys = keys }

    var isEmpty: Bool { keys.isEmpty }

    /// The verifier of the key the token names. A token that names none is taken only when one key alone fits.
    func verifier(for id: String?, by algorithm: SigningAlgorithm) -> (any JWTAlgorithm)? {
        let fitting = keys.filter { $0.verifiers[algorithm] != nil }
        guard let id else { return fitting.count == 1 ? fitting.first?.verifiers[algorithm] : nil }
        return fitting.first { $0.id == id }?.verifiers[algorithm]
    }

    /// One verifier for each algorithm the key may be used with: the key's own word counts, then its kind.
    private static func verifiers(for key: JWK) async -> [SigningAlgorithm: any JWTAlgorithm] {
        var verifiers: [SigningAlgorithm: any JWTAlgorithm] = [:]
        for algorithm in SigningAlgorithm.allCases where algorithm.fits(key) {
            guard key.algorithm == nil || key.algorithm?.rawValue == algorithm.rawValue else { continue }
            // A private part does not belong into a published set; it is not used.
            var part = key
            (part.privateExponent, part.prime1, part.prime2) = (nil, nil, nil)
            part.algorithm = JWK.Algorithm(rawValue: algorithm.rawValue)
            part.keyIdentifier = "only"
            // A collection of its own for each: the library remembers the first algorithm of a key, and takes any key
            // for a token whose key it does not know.
            guard let collection = try? await JWTKeyCollection().add(jwk: part),
                let verifier = try? await collection.getKey(for: "only", alg: algorithm.rawValue)
            else { continue }
            verifiers[algorithm] = verifier
        }
        return verifiers
    }

    private struct Document: Decodable {
        struct Entry: Decodable {
            let use: String?
            let key: JWK?

            private enum Keys: CodingKey { case use }

            init(from decoder: any Decoder) throws {
                use = try? decoder.container(keyedBy: Keys.self).decodeIfPresent(String.self, forKey: .use)
                // A kind of key nobody here knows is no reason to refuse the others.
                key = try? JWK(from: decoder)
            }
        }
        let keys: [Entry]
    }
}
