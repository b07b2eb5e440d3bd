import JWTKit

/// The signatures that can be accepted at all. `none` and the shared secrets (`HS256` …) are not among them, so that no
/// setting and no token can bring them in.
public enum SigningAlgorithm: String, Hashable, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// Whether a key of that make can sign so.
    func fits(_ key: JWK) -> Bool {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: key.keyType == .rsa
        case .es256: key.keyType == .ecdsa && key.curve?.rawValue == "P-256"
        case .es384: key.keyType == .ecdsa && key.curve?.rawValue == "P-384"
        case .es512: key.keyType == .ecdsa && key.curve?.rawValue == "P-521"
        case .edDSA: key.keyType == .octetKeyPair && key.curve?.rawValue == "Ed25519"
        }
    }
}
