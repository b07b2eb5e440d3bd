import HTTPTypes
import SignIn

/// Who may use which route, and what is written down of it: the one table. What is not in it is nobody's.
struct RouteAccess: Hashable, Sendable {
    enum Audit: Hashable, Sendable {
        /// Shows nothing of patients: only refusals are written down.
        case refusals
        case view
        /// A view that goes on: written down when it begins.
        case stream
        /// Changes something: written down before and after.
        case action
    }

    let method: HTTPRequest.Method
    /// As the router writes it, `/alerts/{id}`; `/fhir/**` is everything below `/fhir/` that has no entry of its own.
    let path: String
    /// Nil: everybody, signed in or not.
    let roles: Set<Role>?
    let audit: Audit
    /// Asked by a page on its own: no sign that a person is still there.
    let isBackground: Bool

    private init(
        _ method: HTTPRequest.Method, _ path: String, _ roles: Set<Role>?, _ audit: Audit, isBackground: Bool = false
    ) {
        (self.method, self.path, self.roles, self.audit) = (method, path, roles, audit)
        self.isBackground = isBackground
    }

    private static let people: Set<Role> = [.pharmacist, .finance, .operator]

    static let table: [RouteAccess] = [
        // Everybody.
        RouteAccess(.get, "/assets/app.css", nil, .refusals), RouteAccess(.get, "/assets/app.js", nil, .refusals),
        RouteAccess(.get, "/assets/frame.js", nil, .refusals), RouteAccess(.get, "/assets/rows.js", nil, .refusals),
        RouteAccess(.get, "/assets/answers.js", nil, .refusals), RouteAccess(.get, "/assets/keys.js", nil, .refusals),
        RouteAccess(.get, "/assets/bulk.js", nil, .refusals), RouteAccess(.get, "/assets/cues.js", nil, .refusals),
        RouteAccess(.get, "/assets/assistance.js", nil, .refusals),
        RouteAccess(.get, "/assets/board.js", nil, .refusals), RouteAccess(.get, "/assets/outdated.js", nil, .refusals),
        RouteAccess(.get, "/assets/icon.svg", nil, .refusals), RouteAccess(.get, "/openapi.json", nil, .refusals),
        RouteAccess(.get, "/fhir/metadata", nil, .refusals), RouteAccess(.get, "/sign-in", nil, .refusals),
        RouteAccess(.post, "/sign-in", nil, .action), RouteAccess(.get, "/sign-in/with/{issuer}", nil, .refusals),
        RouteAccess(.get, "/sign-in/callback", nil, .action),
        // Everybody who signed in with the browser, whatever the role.
        RouteAccess(.post, "/sign-out", Set(Role.allCases), .action),
        // Hospital systems.
        RouteAccess(.post, "/fhir", [.hospitalSystem], .action),
        RouteAccess(.post, "/hl7v2", [.hospitalSystem], .action),
        RouteAccess(.get, "/fhir/**", [.hospitalSystem], .view),
        RouteAccess(.get, "/cds-services", [.hospitalSystem], .refusals),
        // A question to CDS Hooks shows something and changes nothing; feedback answers an alert.
        RouteAccess(.post, "/cds-services/{id}/feedback", [.hospitalSystem], .action),
        RouteAccess(.post, "/cds-services/**", [.hospitalSystem], .view),
        // Pharmacists.
        RouteAccess(.get, "/alerts", [.pharmacist], .view), RouteAccess(.get, "/alerts/{id}", [.pharmacist], .view),
        RouteAccess(.post, "/alerts/{id}/responses", [.pharmacist], .action),
        RouteAccess(.post, "/alerts/acknowledgements", [.pharmacist], .action),
        RouteAccess(.get, "/worklist", [.pharmacist], .view),
        RouteAccess(.get, "/worklist/rows", [.pharmacist], .view, isBackground: true),
        RouteAccess(.get, "/worklist/alert/{id}", [.pharmacist], .view),
        RouteAccess(.get, "/patients/{id}", [.pharmacist], .view),
        RouteAccess(.get, "/sheets", [.pharmacist], .refusals),
        RouteAccess(.get, "/sheets/{product}", [.pharmacist], .view),
        // Finance staff; the board shows each role its own part.
        RouteAccess(.get, "/board", [.pharmacist, .finance], .view),
        RouteAccess(.get, "/board/rows", [.pharmacist, .finance], .view, isBackground: true),
        RouteAccess(.get, "/assistance", [.finance], .refusals),
        RouteAccess(.post, "/assistance", [.finance], .action),
        RouteAccess(.post, "/assistance/sheet", [.finance], .action),
        RouteAccess(.get, "/assistance/history", [.finance], .view),
        RouteAccess(.get, "/assistance/history/{id}", [.finance], .view),
        RouteAccess(.get, "/assistance/batch", [.finance], .view),
        RouteAccess(.post, "/assistance/batch", [.finance], .action),
        RouteAccess(.get, "/assistance/batch/{id}", [.finance], .view),
        RouteAccess(.get, "/assistance/batch/{id}/progress", [.finance], .refusals, isBackground: true),
        RouteAccess(.get, "/assistance/batch/{id}/answers", [.finance], .view),
        RouteAccess(.post, "/assistance/batch/{id}/remove", [.finance], .action),
        // Operators.
        RouteAccess(.get, "/health", [.operator], .view),
        // What the rules do: to judge them by, and to look after them.
        RouteAccess(.get, "/rules", [.pharmacist, .operator], .view),
        // Every person: the way to one's own first page, and whether everything is being checked.
        RouteAccess(.get, "/", people, .refusals),
        RouteAccess(.get, "/worklist/checks", people, .refusals, isBackground: true),
        RouteAccess(.get, "/events", people, .stream, isBackground: true),
    ]

    private static let exact = Dictionary(
        uniqueKeysWithValues: table.map { ("\($0.method.rawValue) \($0.path)", $0) })
    private static let below = table.filter { $0.path.hasSuffix("/**") }

    /// The entry of a route of the router; nil: nobody may. A `HEAD` is a `GET` without its body.
    static func entry(for method: HTTPRequest.Method, _ path: String) -> RouteAccess? {
        let method = method == .head ? .get : method
        if let entry = exact["\(method.rawValue) \(path)"] { return entry }
        return below.first { $0.method == method && path.hasPrefix($0.path.dropLast(2)) }
    }

    /// Whether anybody in those roles may.
    func allows(_ roles: Set<Role>) -> Bool { self.roles.map { !$0.isDisjoint(with: roles) } ?? true }
}
