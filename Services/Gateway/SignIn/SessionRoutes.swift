import AuditTrail
import Foundation
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
    private func begin(
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

    // MARK: By way of an issuer

    /// Sends the person to the issuer.
    private func leave(_ request: Request, _ context: GatewayRequestContext) throws -> Response {
        let label = try context.parameters.require("issuer").removingPercentEncoding
        guard let issuer = mode.verifier?.browserIssuers.first(where: { $0.label == label }),
            let browser = issuer.browser
        else { throw APIError(.notFound, "no-such-issuer", "Nobody signs in by that name here.") }
        let next = request.queryItems.first { $0.name == "next" }?.value
        // The guard of origins has looked at the authority already.
        let origin = publicAddress?.origin ?? "\(localScheme)://\(request.head.authority ?? "localhost")"
        let attempt = SignInAttempt(returnAddress: origin + "/sign-in/callback")
        let secret = journeys.begin(attempt, to: issuer, next: SessionRoutes.ownPath(next), from: context.remoteAddress)
        var response = Response.seeOther(browser.address(for: attempt))
        response.headers[.setCookie] = JourneyCookie.set(secret)
        return response
    }

    /// The person is back, with a code or without.
    private func arrive(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        context.visit.change { $0.kind = .signIn }
        let items = request.queryItems
        func value(_ name: String) -> String? {
            let values = items.filter { $0.name == name }
            return values.count == 1 ? values[0].value : nil
        }
        guard let verifier = mode.verifier,
            let journey = value("state").flatMap({ state in
                journeys.end(state, secret: request.headers[.cookie].flatMap(JourneyCookie.secret))
            }),
            // Where the issuer names itself (RFC 9207), it must be the one the person was sent to.
            value("iss").map({ $0 == journey.issuer.name }) ?? true
        else {
            limits.noteFailure(from: context.remoteAddress)
            throw APIError.signIn(.badRequest, "sign-in-over", "That sign-in is over. Begin it again.")
        }
        guard let code = value("code") else {
            throw APIError.signIn(.badRequest, "sign-in-denied", "\(journey.issuer.label) did not sign you in.")
        }
        let person: SignedInPerson
        do throws(CodeRefusal) {
            person = try await journey.issuer.person(bringing: code, for: journey.attempt, verifiedBy: verifier)
        } catch {
            switch error {
            // An issuer that is away is not the doing of the ward that waits for it.
            case .issuerAway: break
            case .token(let refusal): limits.note(refusal, from: context.remoteAddress)
            case .notAccepted: limits.noteFailure(from: context.remoteAddress)
            }
            throw APIError.signIn(error, of: journey.issuer)
        }
        // The browser counts what follows a redirect from elsewhere as coming from there, and would keep the session's
        // cookie back. So the way on begins with a page of our own.
        let cookie = try begin(for: person, endsWithToken: false, request, context)
        var response = try pages.render("signed-in", SignedInPage(next: journey.next), for: context)
        response.headers[values: .setCookie] = [cookie, JourneyCookie.remove]
        if let name = HTTPField.Name("refresh") { response.headers[name] = "0; url=\(journey.next)" }
        return response
    }

    /// A path on this gateway, or its first page: nobody is sent elsewhere after signing in.
    static func ownPath(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 1000,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return text
    }
}

/// The page on which a person signs in.
struct SignInPage: Sendable {
    let title = "Sign in"
    let next: String
    /// What was wrong with the last try.
    let refusal: String?
    let forDevelopment: Bool
    /// Where people can be sent to sign in.
    let ways: [Way]
    /// The token is the second choice where there are other ways.
    let tokenIsSecond: Bool

    struct Way: Sendable {
        let label: String
        let address: String
    }

    init(next: String, mode: SignInMode, refusal: String? = nil) {
        (self.next, self.refusal) = (next, refusal)
        forDevelopment = mode.takesDevelopmentTokens
        ways = (mode.verifier?.browserIssuers ?? []).map { issuer in
            Way(
                label: issuer.label,
                address: "/sign-in/with/\(AlertRow.encoded(issuer.label))?next=\(AlertRow.encoded(next))")
        }
        tokenIsSecond = !ways.isEmpty
    }
}

/// The way on, once somebody is signed in.
struct SignedInPage: Sendable {
    let title = "Signed in"
    let next: String
}

extension APIError {
    /// A refusal that is shown on the page for signing in.
    static func signIn(_ status: HTTPResponse.Status, _ code: String, _ words: String) -> APIError {
        APIError(status, code, words)
    }

    fileprivate static func signIn(_ refusal: CodeRefusal, of issuer: TrustedIssuer) -> APIError {
        switch refusal {
        case .issuerAway, .token(.keysUnavailable):
            signIn(
                .serviceUnavailable, "sign-in-away", "\(issuer.label) does not answer at the moment. Try again soon.")
        case .notAccepted:
            signIn(.badRequest, "sign-in-denied", "\(issuer.label) did not sign you in.")
        case .token(let refusal):
            signIn(
                .badRequest, "sign-in-\(refusal.rawValue)",
                "\(issuer.label) sent a token that is not taken: \(refusal.sentence).")
        }
    }

    /// Whether the page to sign in on is the answer to a person.
    var asksToSignIn: Bool { status == .unauthorized || code.hasPrefix("sign-in-") }
}
