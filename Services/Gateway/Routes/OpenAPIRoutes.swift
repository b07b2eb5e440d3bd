import FHIRModels
import Hummingbird

/// `GET /openapi.json`: what this server answers, for programs that write clients.
struct OpenAPIRoutes: Sendable {
    private let document: [UInt8]

    /// Throws when the document cannot be put together.
    init(files: [String: String]) throws { document = try OpenAPIDocument.assemble(files).bytes }

    func add(to router: Router<GatewayRequestContext>) {
        router.get("openapi.json") { [document] _, _ in Response.bytes(document, type: "application/json") }
    }
}
