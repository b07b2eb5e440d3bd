import Crypto
public import Foundation

/// How people of an issuer sign in with a browser: they are sent there and come back with a code (OpenID Connect Core
/// 1.0 §3.1), which is worth something only to whoever sent them (PKCE, RFC 7636).
public struct BrowserSignIn: Sendable {
    /// What the issuer calls this gateway; also who its id tokens must be meant for.
    public let clientID: String
    public let scopes: [String]
    private let secret: String?
    private let authorizeAddress: URL
    let tokenAddress: URL

    /// An address is neither `https` nor on loopback, or cannot be used as one.
    public struct Insecure: Error, Hashable {}

    /// - Parameters:
    ///   - secret: of a confidential client; a public one has PKCE alone.
    ///   - scopes: `openid` is always asked for.
    /// Throws `Insecure`.
    public init(
        clientID: String, secret: String? = nil, authorizeAddress: URL, tokenAddress: URL,
        scopes: [String] = ["profile"]
    ) throws(Insecure) {
        for address in [authorizeAddress, tokenAddress] {
            guard SafeAddress.isSafe(address), address.fragment() == nil else { throw Insecure() }
        }
        (self.clientID, self.secret, self.authorizeAddress, self.tokenAddress) = (
            clientID, secret, authorizeAddress, tokenAddress
        )
        self.scopes = ["openid"] + scopes.filter { $0 != "openid" }
    }

    /// Where to send the person.
    public func address(for attempt: SignInAttempt) -> String {
        var parts = URLComponents(url: authorizeAddress, resolvingAgainstBaseURL: false) ?? URLComponents()
        let query = FormText.text([
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", attempt.returnAddress),
            ("scope", scopes.joined(separator: " ")), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ])
        parts.percentEncodedQuery = [parts.percentEncodedQuery, query].compactMap(\.self).joined(separator: "&")
        return parts.string ?? authorizeAddress.absoluteString
    }

    /// The request that turns the code into tokens (RFC 6749 §4.1.3).
    func exchange(_ code: String, of attempt: SignInAttempt) -> URLRequestParts {
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", attempt.returnAddress),
            ("code_verifier", attempt.verifier),
        ]
        var headers = ["content-type": "application/x-www-form-urlencoded", "accept": "application/json"]
        if let secret {
            // Both parts are encoded as in a form before they are joined (RFC 6749 §2.3.1).
            let pair = "\(FormText.encoded(clientID)):\(FormText.encoded(secret))"
            headers["authorization"] = "Basic \(Data(pair.utf8).base64EncodedString())"
        } else {
            fields.append(("client_id", clientID))
        }
        return URLRequestParts(address: tokenAddress, headers: headers, body: FormText.text(fields))
    }
}

/// One person on the way to an issuer and back.
public struct SignInAttempt: Sendable {
    /// Comes back with the person, and names this attempt.
    public let state: String
    /// Must stand in the token.
    let nonce: String
    /// Kept here until the code is exchanged: who stole the code lacks it.
    let verifier: String
    /// Where the issuer sends the person back to.
    public let returnAddress: String

    public init(returnAddress: String) {
        self.returnAddress = returnAddress
        (state, nonce, verifier) = (SignInAttempt.random(), SignInAttempt.random(), SignInAttempt.random())
    }

    var challenge: String { Base64URL.encode(SHA256.hash(data: Data(verifier.utf8))) }

    /// 256 bits that nobody can guess.
    private static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }
}

/// A request before it is sent.
struct URLRequestParts: Hashable, Sendable {
    let address: URL
    let headers: [String: String]
    let body: String
}

/// `application/x-www-form-urlencoded`, strictly: what is neither letter, digit nor `-._~` is escaped.
enum FormText {
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    static func text(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&")
    }
}

/// Whether nobody on the way can answer in an address's place.
enum SafeAddress {
    static func isSafe(_ url: URL) -> Bool {
        let isLoopback = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(url.host()?.lowercased() ?? "")
        return url.host() != nil && (url.scheme == "https" || (url.scheme == "http" && isLoopback))
    }
}
