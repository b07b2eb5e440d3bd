import Hummingbird
import Mustache

/// The page templates, parsed once; every value they print is escaped.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary

    /// Throws when a template cannot be parsed.
    init(files: [String: String]) throws {
        var library = MustacheLibrary()
        for (path, text) in files {
            guard path.hasPrefix("Assets/"), path.hasSuffix(".mustache") else { continue }
            try library.register(text, named: String(path.dropFirst("Assets/".count).dropLast(".mustache".count)))
        }
        self.library = library
    }

    func render(_ name: String, _ page: any Sendable) throws -> Response {
        guard let text = library.render(page, withTemplate: name) else {
            throw APIError(.internalServerError, "no-template", "The page is missing.")
        }
        return .html(text)
    }
}
