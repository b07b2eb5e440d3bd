import EventContracts
import EventLog
import HTTPTypes
import Hummingbird
import MedicationDomain

/// Finance staff's question: who can help pay?
struct AssistanceRoutes: Sendable {
    let desk: AssistanceDesk
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("assistance") { _, context in
            try pages.render(
                "assistance", AssistancePage(AssistanceForm(), checks: ChecksView(try await checks.report())),
                for: context)
        }
        router.post("assistance") { request, context in
            request.mediaType == "application/json"
                ? try await answerData(request, context) : try await answerPage(request, context)
        }
    }

    private func answerPage(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let form: AssistanceForm = try await request.form(upTo: context.maxUploadSize)
        var page = AssistancePage(form, checks: ChecksView(try await checks.report()))
        var status = HTTPResponse.Status.ok
        do {
            page.show(try await desk.ask(try form.request(asOf: now().day), traceParent: request.traceParent))
        } catch let problems as AssistanceForm.Problems {
            page.problems = problems.views
            status = .badRequest
        } catch let error as LogError {
            page.failure = APIError(error).message
            status = .serviceUnavailable
        }
        var response = try pages.render("assistance", page, for: context)
        response.status = status
        return response
    }

    private func answerData(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let bytes = try await request.body.collect(upTo: context.maxUploadSize)
        let question: AssistanceRequest
        do {
            question = try PayloadCoding.decode(Array(bytes.readableBytesView))
        } catch let error as PayloadError {
            throw APIError(.badRequest, error.code.rawValue, "The question cannot be read.", element: error.path)
        }
        switch try await desk.ask(question, traceParent: request.traceParent) {
        case .determined(let determination): return try .json(determination)
        case .refused(let refused): throw APIError(.unprocessableContent, refused.code, refused.message)
        case .silent:
            throw APIError(.gatewayTimeout, "no-answer", "cost-assistance did not answer: nothing is known, ask again.")
        }
    }
}
