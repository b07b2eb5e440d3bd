import HTTPTypes
import Hummingbird
import SignIn

/// Establishes who asks: by bearer token, else by the browser's session, else, where nobody signs in, nobody.
struct IdentityMiddleware: RouterMiddleware {
    static let formTokenHeader = HTTPField.Name("x-form-token")
    static let formTokenField = "formToken"

    let mode: SignInMode
    let sessions: Sessions
    let limits: RequestRates

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        var (request, context) = (request, context)
        context.identity = try await identity(of: &request, &context)
        if let identity = context.identity {
            context.visit.change { $0.identity = identity }
            try limits.note(identity)
        }
        return try await next(request, context)
    }

    private func identity(
        of request: inout Request, _ context: inout GatewayRequestContext
    ) async throws -> GatewayIdentity? {
        guard let verifier = mode.verifier else { return .unverified }
        if let header = request.headers[.authorization] {
            return try await bearer(header, verifier, context)
        }
        guard let secret = request.headers[.cookie].flatMap(SessionCookie.secret) else { return nil }
        let id = SessionID(secret: secret)
        let isPresent = context.access?.isBackground == false
        guard let session = sessions.find(id, isPresent: isPresent) else { return nil }
        let identity = GatewayIdentity(
            subject: session.subject, roles: session.roles, voucher: session.voucher, method: .session(id))
        context.visit.change { ($0.identity, $0.formToken) = (identity, session.formToken) }
        context.formToken = session.formToken
        if request.method != .get, request.method != .head { try await checkFormToken(&request, session, context) }
        return identity
    }

    private func bearer(
        _ header: String, _ verifier: TokenVerifier, _ context: GatewayRequestContext
    ) async throws -> GatewayIdentity {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            limits.noteFailure(from: context.remoteAddress)
            throw APIError.unauthorized(.malformed)
        }
        do {
            let person = try await verifier.verify(String(parts[1]))
            return GatewayIdentity(
                subject: person.subject, roles: person.roles, voucher: person.issuer, method: .token)
        } catch {
            limits.note(error, from: context.remoteAddress)
            throw APIError.unauthorized(error)
        }
    }

    /// A page of another site can make a browser send its cookie, but cannot know what stands in our pages.
    private func checkFormToken(
        _ request: inout Request, _ session: Sessions.Session, _ context: GatewayRequestContext
    ) async throws {
        var sent = IdentityMiddleware.formTokenHeader.flatMap { request.headers[$0] }
        if sent == nil, request.mediaType == "application/x-www-form-urlencoded" {
            let bytes = try await request.body.collect(upTo: context.maxUploadSize)
            // The route reads the form as well.
            request.body = RequestBody(buffer: bytes)
            sent = (try? URLEncodedFormDecoder().decode(FormToken.self, from: String(buffer: bytes)))?.formToken
        }
        // A form with a file has the token in a part of its own; only where files go up is so much read for it.
        if sent == nil, request.mediaType == "multipart/form-data", context.access?.path == "/assistance/batch" {
            let bytes = try await request.body.collect(upTo: GatewayLimits.batchUploadBytes)
            request.body = RequestBody(buffer: bytes)
            sent = MultipartForm(Array(bytes.readableBytesView), contentType: request.headers[.contentType] ?? "")?
                .text(IdentityMiddleware.formTokenField)
        }
        guard let sent, Sessions.isSame(sent, session.formToken) else {
            throw APIError(
                .forbidden, "form-token", "The form is out of date. Load the page again and repeat what you did.")
        }
    }

    private struct FormToken: Decodable {
        let formToken: String
    }
}

/// Lets through who may use the route.
struct AccessMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        guard context.endpointPath != nil else {
            // There is no such address; whoever did not sign in is not even told so.
            guard context.identity != nil else { throw APIError.unauthorized(nil) }
            return try await next(request, context)
        }
        guard let access = context.access else { throw APIError.forbidden(needing: []) }
        guard access.roles != nil else { return try await next(request, context) }
        guard let identity = context.identity else { throw APIError.unauthorized(nil) }
        guard access.allows(identity.roles) else { throw APIError.forbidden(needing: access.roles ?? []) }
        return try await next(request, context)
    }
}

extension APIError {
    /// 401: nobody is known. Without a token there is no error to name (RFC 6750 §3.1).
    static func unauthorized(_ refusal: TokenRefusal?) -> APIError {
        guard let refusal else {
            var error = APIError(.unauthorized, "sign-in-needed", "Sign in first.")
            error.headers[.wwwAuthenticate] = #"Bearer realm="titrate""#
            return error
        }
        guard refusal != .keysUnavailable else {
            return APIError(.serviceUnavailable, "keys-unavailable", refusal.sentence + ".")
        }
        var error = APIError(.unauthorized, "token-\(refusal.rawValue)", refusal.sentence + ".")
        error.headers[.wwwAuthenticate] =
            #"Bearer realm="titrate", error="invalid_token", error_description="\#(refusal.sentence)""#
        return error
    }

    /// 403: known, and not allowed.
    static func forbidden(needing roles: Set<Role>) -> APIError {
        let names = roles.map(\.rawValue).sorted()
        let needed = names.isEmpty ? "" : " It is for: \(names.joined(separator: ", "))."
        var error = APIError(.forbidden, "not-allowed", "Your role may not do this.\(needed)")
        error.headers[.wwwAuthenticate] =
            #"Bearer realm="titrate", error="insufficient_scope", scope="\#(names.joined(separator: " "))""#
        return error
    }
}
