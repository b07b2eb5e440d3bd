import EventContracts
import EventLog
import HTTPTypes
import Hummingbird
import Logging

/// A refusal of the JSON API or of a page: a status, a code for programs, a sentence for people, no patient data.
struct APIError: Error, Hashable, Sendable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    var element: String?

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
            response.status = status
            if status == .serviceUnavailable { response.headers[.retryAfter] = "2" }
            return response
        }
    }
}

/// Turns errors into answers: a page for people, JSON for programs.
struct ErrorAnswers: RouterMiddleware {
    let pages: PageRenderer

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
            guard request.wantsPage else { return try refusal.json }
            var response = try pages.render("message", MessagePage(refusal))
            response.status = refusal.status
            return response
        }
    }
}
