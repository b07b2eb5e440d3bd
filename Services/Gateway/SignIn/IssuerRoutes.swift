import AuditTrail
import Foundation
import HTTPTypes
import Hummingbird
import SignIn

/// Signing in by way of an issuer: the person is sent there, and comes back with a code or without.
extension SessionRoutes {
    /// Sends the person to the issuer.
    func leave(_ request: Request, _ context: GatewayRequestContext) throws -> Response {
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
    func arrive(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
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
