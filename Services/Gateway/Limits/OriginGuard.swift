import HTTPTypes
import Hummingbird

/// The names under which the gateway may be asked, and that what changes something comes from its own pages: a page of
/// another site cannot reach through the browser, neither by a form of its own nor by a name that it lets point here.
struct OriginGuard: RouterMiddleware {
    /// Where people find the gateway, behind a proxy; nil: only on this machine.
    let publicAddress: PublicAddress?
    var localScheme = "http"

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, isOwn(authority) else {
            let names = publicAddress.map { "\($0.authority) or loopback names" } ?? "loopback names"
            throw APIError(.misdirectedRequest, "not-loopback", "The gateway answers on \(names) only.")
        }
        // A proxy on this machine asks by a loopback name, for whoever asks it.
        if publicAddress == nil, OriginGuard.proxyHeaders.contains(where: { request.headers[$0] != nil }) {
            throw APIError(
                .misdirectedRequest, "behind-proxy", "Behind a proxy the gateway needs --behind-proxy and --public-url."
            )
        }
        if request.method != .get, request.method != .head, isForeign(request, authority: authority) {
            throw APIError(.forbidden, "foreign-origin", "The request comes from a page of another origin.")
        }
        return try await next(request, context)
    }

    private static let proxyHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
        .compactMap { HTTPField.Name($0) }

    private func isOwn(_ authority: String) -> Bool {
        ListenAddress.isLoopback(authority: authority) || authority.lowercased() == publicAddress?.authority
    }

    /// Clients that are no browsers send neither header.
    private func isForeign(_ request: Request, authority: String) -> Bool {
        if let site = HTTPField.Name("sec-fetch-site").flatMap({ request.headers[$0] }) {
            return site != "same-origin" && site != "none"
        }
        guard let origin = request.headers[.origin] else { return false }
        return origin != publicAddress?.origin
            && !(ListenAddress.isLoopback(authority: authority) && origin == "\(localScheme)://\(authority)")
    }
}

/// `https://titrate.example`: what people type, and what the proxy in front of the gateway answers to.
struct PublicAddress: Hashable, Sendable {
    let origin: String
    let authority: String

    /// Nil unless it is `https`, a name and perhaps a port, and nothing else.
    init?(_ text: String) {
        guard text.lowercased().hasPrefix("https://") else { return nil }
        var authority = text.dropFirst("https://".count).lowercased()
        if authority.hasSuffix("/") { authority.removeLast() }
        guard !authority.isEmpty,
            authority.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x3A].contains(byte)
            })
        else { return nil }
        self.authority = authority
        origin = "https://\(authority)"
    }
}
