import EventContracts
import EventLog
import FHIRModels
import HTTPTypes
import Hummingbird
import Logging

/// A refusal of the JSON API or of a page: a status, a code for programs, a sentence for people, no patient data.
struct APIError: Error, Hashable, Sendable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    var element: String?
    /// What a client must know besides: how to sign in, when to come again.
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String, element: String? = nil) {
        (self.status, self.code, self.message, self.element) = (status, code, message, element)
    }

    init(_ error: BadParameter) {
        self.init(
            .badRequest, "bad-parameter", "The parameter is unknown or cannot be understood.", element: error.name)
    }

    init(_ error: LogError) {
        self.init(
            error.remedy == .reject ? .contentTooLarge : .serviceUnavailable, "log-\(error.remedy.rawValue)",
            error.remedy == .reject
                ? "The event log does not take this record."
                : "The event log did not confirm. Try again: a repeat is harmless.")
    }

    init(_ refusal: ResponseRefusal) {
        switch refusal {
        case .resolved:
            self.init(.conflict, "resolved", "The alert has been resolved in the meantime.")
        case .changedSince:
            self.init(.conflict, "changed", "The alert changed after you saw it. Look at it again.")
        case .notHeardYet:
            self.init(
                .conflict, "not-heard-yet", "This page has not heard of that revision yet; send it again.")
        case .answeredAlready:
            self.init(.conflict, "answered-already", "Somebody else has just answered this alert.")
        case .answeredSince:
            self.init(.conflict, "answered-since", "Somebody else has answered since.")
        case .missing(let element):
            self.init(.badRequest, "missing-element", "The element is needed for this answer.", element: element)
        case .invalid(let element):
            self.init(.badRequest, "bad-value", "The element cannot be understood.", element: element)
        }
    }

    /// What any error of a route means to whoever asked.
    init(describing error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as BadParameter: self.init(error)
        case let error as LogError: self.init(error)
        case let error as ResponseRefusal: self.init(error)
        case let error as BulkAnswerPolicy.Refusal: self.init(error)
        case let error as any HTTPResponseError:
            self.init(error.status, "refused", error.status.reasonPhrase)
        default:
            self.init(.internalServerError, "internal", "Something went wrong here. It has been noted.")
        }
    }

    private struct Body: Encodable {
        let code: String
        let message: String
        let element: String?
    }

    var json: Response {
        get throws {
            var response = try Response.json(["error": Body(code: code, message: message, element: element)])
            complete(&response)
            return response
        }
    }

    /// The same in FHIR's words.
    var operationOutcome: Response {
        let code: FHIROperationOutcome.IssueType =
            switch status {
            case .unauthorized: .login
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .tooManyRequests: .throttled
            case .serviceUnavailable: .transient
            case .contentTooLarge, .uriTooLong, .requestHeaderFieldsTooLarge: .tooLong
            case .internalServerError: .exception
            default: .invalid
            }
        let outcome = FHIROperationOutcome(.init(.error, code, diagnostics: message))
        var response = Response.bytes(outcome.jsonBytes, type: FHIRRoutes.fhirJSON)
        complete(&response)
        return response
    }

    func complete(_ response: inout Response) {
        response.status = status
        if status == .serviceUnavailable { response.headers[.retryAfter] = "2" }
        for field in headers { response.headers[field.name] = field.value }
    }
}

/// Turns errors into answers: a page for people, JSON for programs.
struct ErrorAnswers: RouterMiddleware {
    let pages: PageRenderer
    let mode: SignInMode

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let refusal = APIError(describing: error)
            if refusal.status == .internalServerError {
                context.logger.error("request failed", metadata: ["error": "\(type(of: error))"])
            }
            let path = request.uri.path
            if path == "/fhir" || path.hasPrefix("/fhir/") { return refusal.operationOutcome }
            // CDS Hooks 3.0 asks for the same; what its own routes refuse they say themselves.
            let isBefore = [.unauthorized, .forbidden, .tooManyRequests].contains(refusal.status)
            if isBefore, path.hasPrefix("/cds-services") { return refusal.operationOutcome }
            guard request.wantsPage else { return try refusal.json }
            var response = try page(refusal, request, context)
            refusal.complete(&response)
            return response
        }
    }

    /// Who has to sign in is given the page for it; afterwards they are where they wanted to be.
    private func page(_ refusal: APIError, _ request: Request, _ context: GatewayRequestContext) throws -> Response {
        guard refusal.asksToSignIn else {
            return try pages.render("message", MessagePage(refusal), for: context.known)
        }
        // Who comes back from an issuer in vain does not want to come back again.
        let isPage = request.method == .get && refusal.status == .unauthorized
        let next = isPage ? request.head.path : nil
        let words = refusal.code == "sign-in-needed" ? nil : refusal.message
        return try pages.render(
            "sign-in", SignInPage(next: SessionRoutes.ownPath(next), mode: mode, refusal: words), for: context.known)
    }
}

extension GatewayRequestContext {
    /// With what the middlewares behind this one have found out.
    fileprivate var known: GatewayRequestContext {
        var context = self
        let notes = visit.current
        (context.identity, context.formToken) = (notes.identity, notes.formToken)
        return context
    }
}
