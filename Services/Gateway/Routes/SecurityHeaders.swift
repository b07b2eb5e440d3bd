import HTTPTypes
import Hummingbird

/// On every answer, refusals included: nothing from elsewhere runs, nothing is framed, nothing is kept.
struct SecurityHeaders: RouterMiddleware {
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    static let fields: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, policy),
        (.xContentTypeOptions, "nosniff"),
        (named("x-frame-options"), "DENY"),
        (named("referrer-policy"), "no-referrer"),
        (named("cross-origin-opener-policy"), "same-origin"),
        (named("cross-origin-resource-policy"), "same-origin"),
        (named("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
        (.cacheControl, "no-store"),
    ]

    /// Browsers that have been here by TLS never come without it again.
    static let transport = (named("strict-transport-security"), "max-age=31536000; includeSubDomains")

    /// Whether people reach the gateway by TLS.
    var isSecure = false

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in SecurityHeaders.fields { response.headers[name] = value }
        if isSecure { response.headers[SecurityHeaders.transport.0] = SecurityHeaders.transport.1 }
        return response
    }

    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }
}
