import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What a request carries through the routes.
struct GatewayRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; nil until it is established, and for whoever did not sign in.
    var identity: GatewayIdentity?
    /// What the pages of this session send along with every form.
    var formToken: String?
    /// The entry of the route in the table of who may do what; nil where there is none.
    var access: RouteAccess?
    /// Where the request came from; nil for requests that come from no socket.
    var remoteAddress: String?
    /// What becomes known on the way.
    let visit = Visit()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }

    /// For requests that come from no socket.
    init(logger: Logger, remoteAddress: String? = nil) {
        coreContext = .init(source: LoggerSource(logger: logger))
        self.remoteAddress = remoteAddress
    }

    /// Forms and JSON of our own are small; only `POST /fhir` and `POST /hl7v2` take more.
    var maxUploadSize: Int { 64 * 1024 }

    private struct LoggerSource: RequestContextSource {
        let logger: Logger
    }
}

/// Looks the route up in the table, and finds out where the request came from.
struct RouteMiddleware: RouterMiddleware {
    /// The proxy before the gateway says who asked it.
    let isBehindProxy: Bool

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.access = context.endpointPath.flatMap { RouteAccess.entry(for: request.method, $0) }
        if isBehindProxy, let name = HTTPField.Name("x-forwarded-for"), let given = request.headers[name] {
            // Only the last is of our own proxy; what stands before it anybody may have written.
            let last = given.split(separator: ",").last.map { $0.filter { $0 != " " } } ?? ""
            if !last.isEmpty, last.utf8.count <= 64 { context.remoteAddress = last }
        }
        return try await next(request, context)
    }
}
