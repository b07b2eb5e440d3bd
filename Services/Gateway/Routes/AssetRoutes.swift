import HTTPTypes
import Hummingbird

/// The style sheet, the scripts and the icon, out of the binary.
struct AssetRoutes: Sendable {
    private static let types = [
        "app.css": "text/css; charset=utf-8", "app.js": script, "frame.js": script, "rows.js": script,
        "answers.js": script, "bulk.js": script, "keys.js": script, "cues.js": script, "board.js": script,
        "outdated.js": script, "assistance.js": script, "icon.svg": "image/svg+xml",
    ]
    private static let script = "text/javascript; charset=utf-8"

    func add(to router: Router<GatewayRequestContext>) {
        for (name, type) in AssetRoutes.types {
            guard let text = EmbeddedFiles.all["Assets/\(name)"] else { continue }
            let bytes = Array(text.utf8)
            router.get("assets/\(name)") { _, _ in Response.bytes(bytes, type: type) }
        }
    }
}
