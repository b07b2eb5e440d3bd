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

    /// The page as whoever asks may see it: with the ways on that their role may go.
    func render(_ name: String, _ page: any Sendable, for context: GatewayRequestContext) throws -> Response {
        guard let text = library.render(FramedPage(page, for: context), withTemplate: name) else {
            throw APIError(.internalServerError, "no-template", "The page is missing.")
        }
        return .html(text)
    }
}

/// A page's values beside those that every page has: who is signed in, where they may go, what their forms send along.
private struct FramedPage: MustacheParent {
    struct Frame: Sendable {
        let person: String?
        let formToken: String?
        let worklist: Bool
        let board: Bool
        let assistance: Bool
        let sheets: Bool
        let rules: Bool
        let health: Bool
        /// Nobody signs in: answers bear the name the person gives.
        let asksName: Bool
        /// Whoever signed in, as alerts name their owner.
        let me: String?
    }

    private let values: [String: Any]

    init(_ page: any Sendable, for context: GatewayRequestContext) {
        let identity = context.identity
        func may(_ path: String) -> Bool {
            identity.map { RouteAccess.entry(for: .get, path)?.allows($0.roles) == true } ?? false
        }
        let isSession = if case .session? = identity?.method { true } else { false }
        let frame = Frame(
            person: isSession ? identity?.subject : nil, formToken: context.formToken, worklist: may("/worklist"),
            board: may("/board"), assistance: may("/assistance"), sheets: may("/sheets"), rules: may("/rules"),
            health: may("/health"), asksName: identity?.isVerified == false,
            me: identity.flatMap { $0.isVerified ? $0.subject : nil })
        var values: [String: Any] = [:]
        for child in Mirror(reflecting: page).children {
            if let label = child.label, let value = FramedPage.present(child.value) { values[label] = value }
        }
        values["frame"] = frame
        self.values = values
    }

    func child(named name: String) -> Any? { values[name] }

    /// What an optional holds; a value that is not there must not look to a template as if it were.
    private static func present(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first.flatMap { present($0.value) } : value
    }
}
