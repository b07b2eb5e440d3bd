import EventContracts
import EventLog
import HTTPTypes
import Hummingbird
import MedicationDomain

/// Finance staff's question: who can help pay?
struct AssistanceRoutes: Sendable {
    let desk: AssistanceDesk
    let archive: LookupArchive
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
                ? try await answerData(request, context)
                : try await answerPage(request, context) { form, answer, checks in
                    try pages.render("assistance", AssistancePage(form, checks: checks, answer: answer), for: context)
                }
        }
        router.post("assistance/sheet") { request, context in
            try await answerPage(request, context) { form, answer, checks in
                let supplyEnds = form["runOut"].flatMap { CalendarDay($0) }
                let page = AssistanceSheetPage(answer, supplyEnds: supplyEnds, checks: checks, on: now().day)
                return try pages.render("assistance-sheet", page, for: context)
            }
        }
        router.get("assistance/history") { _, context in
            let page = HistoryPage(
                await archive.newest(), checks: ChecksView(try await checks.report()), asOf: now())
            context.visit.note(patients: [], objects: page.rows.map { "assistance-request:" + $0.id })
            return try pages.render("history", page, for: context)
        }
        router.get("assistance/history/:id") { _, context in
            let id = try context.parameters.require("id")
            guard let found = try await archive.find(id) else {
                throw APIError(.notFound, "unknown-lookup", "That look-up is gone: its time has run out.")
            }
            context.visit.note(patients: [], objects: ["assistance-request:" + id])
            let earlier = AssistancePage.Earlier(
                asked: TimeView(found.lookup.at, asOf: now()), askedBy: found.lookup.request.askedBy ?? "unknown")
            let form = AssistanceForm(askingAgain: found.lookup.request)
            let page = AssistancePage(
                form ?? AssistanceForm(), checks: ChecksView(try await checks.report()), answer: found.answer,
                earlier: earlier, canAskAgain: form != nil)
            return try pages.render("assistance", page, for: context)
        }
    }

    typealias Showing = (AssistanceForm, AssistanceDetermination, ChecksView) throws -> Response

    /// Asks what the form says; whatever stands in the way is told on the form, with all that was filled in.
    private func answerPage(
        _ request: Request, _ context: GatewayRequestContext, show: Showing
    ) async throws -> Response {
        let form = AssistanceForm(try await request.form(upTo: context.maxUploadSize, as: [String: String].self))
        let checks = ChecksView(try await checks.report())
        func notAsked(
            _ status: HTTPResponse.Status, _ problems: AssistanceForm.Problems?, _ failure: String? = nil
        ) throws -> Response {
            var response = try pages.render(
                "assistance", AssistancePage(form, checks: checks, problems: problems, failure: failure), for: context)
            response.status = status
            return response
        }
        do {
            let question = try form.request(asOf: now().day, by: AssistanceRoutes.person(context))
            let (id, answer) = try await desk.ask(question, traceParent: request.traceParent)
            context.visit.note(patients: [], objects: ["assistance-request:" + id])
            switch answer {
            case .determined(let determination): return try show(form, determination, checks)
            case .refused(let refused):
                if let problems = AssistanceForm.Problems(refused) { return try notAsked(.badRequest, problems) }
                return try notAsked(.ok, nil, "cost-assistance could not answer: \(refused.message)")
            case .silent:
                return try notAsked(
                    .ok, nil,
                    "cost-assistance did not answer. That says nothing about the patient: ask again in a moment.")
            }
        } catch let problems as AssistanceForm.Problems {
            return try notAsked(.badRequest, problems)
        } catch let error as LogError {
            return try notAsked(.serviceUnavailable, nil, APIError(error).message)
        }
    }

    private func answerData(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let bytes = try await request.body.collect(upTo: context.maxUploadSize)
        var question: AssistanceRequest
        do {
            question = try PayloadCoding.decode(Array(bytes.readableBytesView))
        } catch let error as PayloadError {
            throw APIError(.badRequest, error.code.rawValue, "The question cannot be read.", element: error.path)
        }
        // Whoever signed in asks in their own name.
        question.askedBy = AssistanceRoutes.person(context)
        let (id, answer) = try await desk.ask(question, traceParent: request.traceParent)
        context.visit.note(patients: [], objects: ["assistance-request:" + id])
        switch answer {
        case .determined(let determination): return try .json(determination)
        case .refused(let refused): throw APIError(.unprocessableContent, refused.code, refused.message)
        case .silent:
            throw APIError(.gatewayTimeout, "no-answer", "cost-assistance did not answer: nothing is known, ask again.")
        }
    }

    static func person(_ context: GatewayRequestContext) -> String { context.identity?.subject ?? "unverified" }
}
