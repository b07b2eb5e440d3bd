import FHIRModels
import Hummingbird

/// `GET /openapi.json`: what this server answers, for programs that write clients.
struct OpenAPIRoutes: Sendable {
    /// Put together once, however many routers there are.
    private static let assembled = Result { try OpenAPIDocument.assemble(EmbeddedFiles.all).bytes }

    private let document: [UInt8]

    /// Throws when the document cannot be put together.
    init() throws { document = try Self.assembled.get() }

    func add(to router: Router<GatewayRequestContext>) {
        router.get("openapi.json") { [document] _, _ in Response.bytes(document, type: "application/json") }
    }
}
