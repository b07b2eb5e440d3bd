import HTTPTypes
import Hummingbird

/// As long as nobody signs in, only this machine may ask, and only for itself: a page of another site cannot reach
/// through the browser, neither by a form of its own nor by a name that it lets point here.
struct LoopbackGuard: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, ListenAddress.isLoopback(authority: authority) else {
            throw APIError(.misdirectedRequest, "not-loopback", "The gateway answers on loopback names only.")
        }
        if request.method != .get, request.method != .head, LoopbackGuard.isForeign(request, authority: authority) {
            throw APIError(.forbidden, "foreign-origin", "The request comes from a page of another origin.")
        }
        return try await next(request, context)
    }

    /// Clients that are no browsers send neither header.
    private static func isForeign(_ request: Request, authority: String) -> Bool {
        if let site = HTTPField.Name("sec-fetch-site").flatMap({ request.headers[$0] }) {
            return site != "same-origin" && site != "none"
        }
        guard let origin = request.headers[.origin] else { return false }
        return origin != "http://\(authority)"
    }
}
