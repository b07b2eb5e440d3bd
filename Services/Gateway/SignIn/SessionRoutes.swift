import AuditTrail
import HTTPTypes
import Hummingbird
import SignIn

/// Signing in with the browser, by a token or by way of an issuer, and signing out.
struct SessionRoutes: Sendable {
    let mode: SignInMode
    let sessions: Sessions
    let limits: RequestRates
    let pages: PageRenderer
    let journeys: SignInJourneys
    let publicAddress: PublicAddress?
    let localScheme: String

    func add(to router: Router<GatewayRequestContext>) {
        router.get("sign-in") { request, context in
            let next = request.queryItems.first { $0.name == "next" }?.value
            return try pages.render(
                "sign-in", SignInPage(next: SessionRoutes.ownPath(next), mode: mode), for: context)
        }
        router.post("sign-in") { request, context in try await signIn(request, context) }
        router.get("sign-in/with/:issuer") { request, context in try leave(request, context) }
        router.get("sign-in/callback") { request, context in try await arrive(request, context) }
        router.post("sign-out") { _, context in
            context.visit.change { $0.kind = .signOut }
            if case .session(let id)? = context.identity?.method { sessions.end(id) }
            var response = Response.seeOther("/sign-in")
            response.headers[.setCookie] = SessionCookie.remove
            return response
        }
    }

    private struct Form: Decodable {
        var token: String?
        var next: String?
    }

    /// The session's secret is new whatever the browser brought along, so nobody can prepare one for somebody else.
    private func signIn(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        context.visit.change { $0.kind = .signIn }
        guard let verifier = mode.verifier else {
            throw APIError(.notFound, "no-sign-in", "Nobody signs in to this gateway.")
        }
        let form: Form = try await request.form(upTo: context.maxUploadSize)
        let person: SignedInPerson
        do {
            person = try await verifier.verify((form.token ?? "").filter { !$0.isWhitespace })
        } catch {
            limits.note(error, from: context.remoteAddress)
            throw APIError.unauthorized(error)
        }
        var response = Response.seeOther(SessionRoutes.ownPath(form.next))
        response.headers[.setCookie] = try begin(for: person, request, context)
        return response
    }

    /// Begins the session, and returns the cookie that holds it.
    func begin(
        for person: SignedInPerson, endsWithToken: Bool = true, _ request: Request, _ context: GatewayRequestContext
    ) throws -> String {
        guard let (secret, session) = sessions.begin(for: person, endsWithToken: endsWithToken) else {
            throw APIError(.serviceUnavailable, "too-many-sessions", "As many people are signed in as may be.")
        }
        if let old = request.headers[.cookie].flatMap(SessionCookie.secret) { sessions.end(SessionID(secret: old)) }
        let identity = GatewayIdentity(
            subject: session.subject, roles: session.roles, voucher: session.voucher,
            method: .session(SessionID(secret: secret)))
        context.visit.change { $0.identity = identity }
        return SessionCookie.set(secret)
    }

    /// A path on this gateway, or its first page: nobody is sent elsewhere after signing in.
    static func ownPath(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 1000,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return text
    }
}
