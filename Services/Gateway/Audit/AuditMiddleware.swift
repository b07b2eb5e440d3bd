import AuditTrail
import HTTPTypes
import Hummingbird
import MedicationDomain

/// Writes down what was seen, done and refused. An answer goes out only when it stands on the disk.
struct AuditMiddleware: RouterMiddleware {
    let log: AuditLog
    let budget: RefusalBudget
    let now: @Sendable () -> Instant

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            let refusal = APIError(describing: error)
            try await note(refusal.status, refusal.code, request, context)
            throw error
        }
        try await note(response.status, nil, request, context)
        return response
    }

    private func note(
        _ status: HTTPResponse.Status, _ code: String?, _ request: Request, _ context: GatewayRequestContext
    ) async throws {
        // Whoever asks too often must not fill the disk.
        guard status != .tooManyRequests else { return }
        let isRefusal = status == .unauthorized || status == .forbidden
        let audit = context.access?.audit ?? .refusals
        guard isRefusal || audit == .view || audit == .action else { return }
        // Whatever is answered to whom nobody knows: it may be tried without end.
        if context.visit.current.identity == nil, status.kind != .successful {
            guard case .write(let passedOver) = budget.take() else { return }
            if passedOver > 0 {
                try await log.record(
                    AuditEntry(
                        at: now(), kind: .refusal, route: "unknown", status: 401,
                        reason: "\(passedOver) more refusals of unknown callers before this one, only counted"))
            }
        }
        let kind: AuditEntry.Kind = isRefusal ? .refusal : audit == .action ? .action : .view
        try await log.record(
            context.auditEntry(kind, request, at: now(), status: Int(status.code), reason: code))
    }
}

/// Writes down what is about to be tried, so that also what a crash cut short has left a trace.
struct AttemptMiddleware: RouterMiddleware {
    let log: AuditLog
    let now: @Sendable () -> Instant

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        switch context.access?.audit {
        // What nobody known attempts is told by how it ended.
        case .action where context.visit.current.identity != nil:
            try await log.record(context.auditEntry(.action, request, at: now(), status: nil, reason: nil))
        case .stream: try await log.record(context.auditEntry(.view, request, at: now(), status: nil, reason: nil))
        case .action, .view, .refusals, nil: break
        }
        return try await next(request, context)
    }
}

extension GatewayRequestContext {
    /// The names of the route's parts and none of their values: an address can hold anything.
    fileprivate func auditEntry(
        _ kind: AuditEntry.Kind, _ request: Request, at now: Instant, status: Int?, reason: String?
    ) -> AuditEntry {
        let notes = visit.current
        let method = access?.method ?? request.method
        let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
        let word = known.contains(method) ? method.rawValue : "OTHER"
        return AuditEntry(
            at: now, kind: kind == .action ? notes.kind ?? kind : kind, route: "\(word) \(endpointPath ?? "unknown")",
            agent: notes.identity?.agent ?? AuditEntry.Agent(), address: remoteAddress, status: status, reason: reason,
            patients: notes.patients, objects: notes.objects)
    }
}
