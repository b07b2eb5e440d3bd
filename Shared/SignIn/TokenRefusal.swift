/// Why a token is not taken. The words are told to whoever sent it: they name the kind of fault and nothing of the token.
public enum TokenRefusal: String, Error, Hashable, Sendable, CaseIterable {
    case malformed
    /// `none`, a shared secret, or an algorithm this issuer does not sign by.
    case algorithm
    case unknownIssuer
    /// No key of the issuer has the id the token names, or none fits it.
    case unknownKey
    case badSignature
    case expired
    case notYetValid
    case wrongAudience
    case noSubject
    /// A token that may be used once came again.
    case usedBefore
    /// The issuer's keys cannot be had at the moment; the token may be good.
    case keysUnavailable

    /// One sentence for `error_description`; only characters that RFC 6750 allows there.
    public var sentence: String {
        switch self {
        case .malformed: "The token cannot be read"
        case .algorithm: "The token is not signed in a way that is accepted"
        case .unknownIssuer: "The issuer of the token is not trusted here"
        case .unknownKey: "The key that signed the token is not known"
        case .badSignature: "The signature of the token is wrong"
        case .expired: "The token has expired"
        case .notYetValid: "The token is not valid yet"
        case .wrongAudience: "The token is meant for somebody else"
        case .noSubject: "The token does not say whom it is about"
        case .usedBefore: "The token has been used before"
        case .keysUnavailable: "The keys of the issuer cannot be had at the moment"
        }
    }
}
