import FHIRModels
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Why a person who came back from an issuer is not signed in.
public enum CodeRefusal: Error, Hashable, Sendable {
    /// The issuer does not answer, or not as it should.
    case issuerAway
    /// The issuer does not know the code, or not for us.
    case notAccepted
    case token(TokenRefusal)
}

extension TrustedIssuer {
    /// The longest code and answer that are taken.
    static let longestCode = 4096
    static let longestAnswer = 256 * 1024

    /// Exchanges the code for an id token and verifies that; nothing else of the answer is used.
    public func person(
        bringing code: String, for attempt: SignInAttempt, verifiedBy verifier: TokenVerifier
    ) async throws(CodeRefusal) -> SignedInPerson {
        guard let browser, !code.isEmpty, code.utf8.count <= TrustedIssuer.longestCode else { throw .notAccepted }
        let token = try await TrustedIssuer.idToken(by: browser.exchange(code, of: attempt))
        do throws(TokenRefusal) {
            return try await verifier.verify(idToken: token, of: name, for: browser.clientID, nonce: attempt.nonce)
        } catch { throw .token(error) }
    }

    private static func idToken(by parts: URLRequestParts) async throws(CodeRefusal) -> String {
        var request = URLRequest(url: parts.address, cachePolicy: .reloadIgnoringLocalCacheData)
        request.httpMethod = "POST"
        for (name, value) in parts.headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = Data(parts.body.utf8)
        guard let (data, status) = try? await PlainClient.answer(to: request) else { throw .issuerAway }
        // 400 and 401 are the issuer's word on the code or on us (RFC 6749 §5.2).
        guard status < 500 else { throw .issuerAway }
        guard status == 200 else { throw .notAccepted }
        guard data.count <= longestAnswer, let answer = try? JSONValue(parsing: Array(data)),
            let token = answer["id_token"]?.text
        else { throw .issuerAway }
        return token
    }
}

/// Asks one address and nobody it points to, and waits a few seconds at most.
///
/// By Foundation's own client: an address is asked every few minutes, for which no HTTP client needs to be built.
enum PlainClient {
    static let patience: TimeInterval = 5

    static func answer(to request: URLRequest) async throws -> (Data, status: Int) {
        var request = request
        request.timeoutInterval = patience
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForResource = patience
        let session = URLSession(configuration: settings, delegate: NoRedirects(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        return (data, (response as? HTTPURLResponse)?.statusCode ?? 0)
    }

    /// Whoever answers at the address is asked, and nobody it points to.
    private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }
}
