import AssistanceFiles
import EventContracts
import HTTPTypes
import Hummingbird
import MedicationDomain

/// Many patients at once: a file goes up, its rows are answered one by one, and the answers come down as a file.
struct BatchRoutes: Sendable {
    static let csv = "text/csv"

    let desk: BatchDesk
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("assistance/batch") { _, context in try await list(context) }
        router.post("assistance/batch") { request, context in try await begin(request, context) }
        router.get("assistance/batch/:id") { request, context in
            let job = try await job(context)
            guard request.wantsPage else { return try Response.json(BatchReport(job)) }
            return try pages.render(
                "batch-job", BatchJobPage(job, checks: ChecksView(try await checks.report()), asOf: now()),
                for: context)
        }
        // For the page that renews itself, each second: numbers only, so nothing is written down of it.
        router.get("assistance/batch/:id/progress") { _, context in
            try Response.json(BatchProgress(try await job(context)))
        }
        router.get("assistance/batch/:id/answers") { _, context in
            let job = try await job(context)
            // Half of them would look like all of them.
            guard job.state != .running else { throw BatchRoutes.stillRunning }
            var response = Response.bytes(job.csv(), type: "\(BatchRoutes.csv); charset=utf-8")
            response.headers[.contentDisposition] = "attachment; filename=\"answers-\(job.id.prefix(8)).csv\""
            return response
        }
        router.post("assistance/batch/:id/remove") { _, context in
            let id = try context.parameters.require("id")
            guard await desk.remove(id, of: BatchOwner(context.identity)) else { throw BatchRoutes.unknown }
            context.visit.note(patients: [], objects: ["assistance-batch:" + id])
            return Response.seeOther("/assistance/batch")
        }
    }

    private static let unknown = APIError(
        .notFound, "unknown-batch", "There is no such file of yours, or its time has run out.")

    private static let stillRunning = APIError(
        .conflict, "still-running", "The file is still being answered. Its answers are there once all rows are done.")

    private func job(_ context: GatewayRequestContext) async throws -> BatchJob {
        let id = try context.parameters.require("id")
        guard let job = await desk.job(id, of: BatchOwner(context.identity)) else { throw BatchRoutes.unknown }
        context.visit.note(patients: [], objects: ["assistance-batch:" + id])
        return job
    }

    private func list(
        _ context: GatewayRequestContext, problem: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = BatchPage(
            await desk.jobs(of: BatchOwner(context.identity)), problem: problem,
            checks: ChecksView(try await checks.report()), asOf: now())
        var response = try pages.render("batch", page, for: context)
        response.status = status
        return response
    }

    // MARK: A file goes up

    private func begin(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        do {
            let (bytes, name) = try await file(of: request)
            let job = try await desk.begin(bytes, named: name, for: BatchOwner(context.identity))
            context.visit.note(patients: [], objects: ["assistance-batch:" + job.id])
            if request.wantsPage { return .seeOther("/assistance/batch/\(job.id)") }
            var response = try Response.json(BatchReport(job), status: .accepted)
            response.headers[.location] = "/assistance/batch/\(job.id)"
            return response
        } catch let refusal as BatchDesk.Refusal {
            let error = APIError(refusal)
            guard request.wantsPage else { throw error }
            return try await list(context, problem: error.message, status: error.status)
        } catch let error as APIError where request.wantsPage && error.status != .forbidden {
            return try await list(context, problem: error.message, status: error.status)
        }
    }

    /// The bytes as they come, no more of them than may be.
    private func file(of request: Request) async throws -> (bytes: [UInt8], name: String) {
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= GatewayLimits.batchUploadBytes else { throw BatchRoutes.tooLarge }
            bytes += part.readableBytesView
        }
        switch request.mediaType {
        case BatchRoutes.csv:
            guard bytes.count <= GatewayLimits.batchBytes else { throw BatchRoutes.tooLarge }
            return (bytes, "file")
        case "multipart/form-data":
            guard let form = MultipartForm(bytes, contentType: request.headers[.contentType] ?? ""),
                let file = form.parts.first(where: { $0.name == "file" })
            else { throw APIError(.badRequest, "bad-form", "The form cannot be read.", element: "file") }
            guard file.bytes.count <= GatewayLimits.batchBytes else { throw BatchRoutes.tooLarge }
            return (file.bytes, BatchRoutes.shown(file.fileName))
        default:
            throw APIError(.unsupportedMediaType, "media-type", "Send \(BatchRoutes.csv) or a form with a file.")
        }
    }

    private static let tooLarge = APIError(
        .contentTooLarge, "too-large",
        "The file has more than \(GatewayLimits.batchBytes / 1024 / 1024) MiB: divide it.")

    /// A name comes from outside: it is shown, and nothing is done with it.
    private static func shown(_ name: String?) -> String {
        let plain = (name ?? "").filter { !$0.isNewline && $0 != "/" && $0 != "\\" }
        return plain.isEmpty ? "file" : String(plain.prefix(80))
    }
}

extension APIError {
    fileprivate init(_ refusal: BatchDesk.Refusal) {
        switch refusal {
        case .empty: self.init(.badRequest, "empty-file", "The file has no row below its header.", element: "file")
        case .tooManyRows:
            self.init(
                .contentTooLarge, "too-many-rows", "The file has more than \(GatewayLimits.batchRows) rows: divide it.",
                element: "file")
        case .tooManyRunning:
            self.init(
                .serviceUnavailable, "too-many-running",
                "As many files are being answered as may be at once. Try again in a few minutes.")
        case .tooManyOfOne:
            self.init(
                .serviceUnavailable, "too-many-of-yours",
                "\(GatewayLimits.runningBatchesOfOne) of your files are being answered. Wait for one of them.")
        case .header(let problem):
            self.init(
                .badRequest, "bad-header", "The header cannot be understood: \(problem.description).", element: "file")
        }
    }
}

/// Lets no more uploads in at once than may be held in memory.
struct UploadGate: RouterMiddleware {
    private let open = Allowance(GatewayLimits.openUploads)

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post, context.access?.path == "/assistance/batch" else {
            return try await next(request, context)
        }
        guard open.take() else {
            throw APIError(.serviceUnavailable, "too-many-uploads", "As many files come in as may. Try again.")
        }
        defer { open.giveBack() }
        return try await next(request, context)
    }
}
