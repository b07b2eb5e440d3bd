import HTTPTypes
import Hummingbird

/// The style sheet, the script and the icon, out of the binary.
struct AssetRoutes: Sendable {
    private static let types = [
        "app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
        "assistance.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    ]

    func add(to router: Router<GatewayRequestContext>) {
        for (name, type) in AssetRoutes.types {
            guard let text = EmbeddedFiles.all["Assets/\(name)"] else { continue }
            let bytes = Array(text.utf8)
            router.get("assets/\(name)") { _, _ in Response.bytes(bytes, type: type) }
        }
    }
}
