import EventContracts
import EventLog
import FHIRModels
import HTTPTypes
import Hummingbird
import Logging
import MedicationDomain

/// CDS Hooks: what ordering and verifying systems ask before an order is signed.
struct CDSHooksRoutes: Sendable {
    /// A call with its prefetch; far more than a patient's orders take.
    static let mostBytes = 1024 * 1024

    let model: ReadModel
    let checks: ChecksWatch
    let drafts: DraftDesk
    let feedback: FeedbackDesk
    /// As the alert pages are called from outside; empty: as the caller called.
    let publicURL: String
    var localScheme = "http"
    let open = Allowance(GatewayLimits.openDocuments)

    func add(to router: Router<GatewayRequestContext>) {
        router.get("cds-services") { _, _ in
            Response.bytes(CDSService.discovery.bytes, type: "application/json")
        }
        router.post("cds-services/:id") { request, context in
            try await refusing { try await call(request, try service(in: context), context) }
        }
        router.post("cds-services/:id/feedback") { request, context in
            try await refusing { try await take(request, try service(in: context), context) }
        }
    }

    private func refusing(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let refusal as CDSRefusal {
            return refusal.response
        } catch let error as LogError {
            return CDSRefusal(
                .serviceUnavailable, .transient, "The event log did not confirm (\(error.code)). Send it again."
            ).response
        }
    }

    private func service(in context: GatewayRequestContext) throws -> CDSService {
        guard let service = CDSService(id: try context.parameters.require("id")) else {
            throw CDSRefusal(.notFound, .notFound, "There is no such CDS service.")
        }
        return service
    }

    // MARK: Cards

    private func call(
        _ request: Request, _ service: CDSService, _ context: GatewayRequestContext
    ) async throws -> Response {
        let start = ContinuousClock.now
        do {
            let call = try HookCall(try await body(of: request), to: service)
            context.visit.note(patients: [call.patient])
            if let key = call.verifyKey {
                context.logger.info("the order to verify was named", metadata: ["key": "\(key)"])
            }
            let verdict = await drafts.check(call, traceParent: request.traceParent)
            let cards = await cards(for: call, verdict, baseURL: baseURL(of: request))
            count(cards, verdict, service, since: start)
            let base = baseURL(of: request)
            let answer = JSONValue.object(["cards": .array(cards.map { $0.json(baseURL: base) })])
            return Response.bytes(answer.bytes, type: "application/json")
        } catch let refusal as CDSRefusal {
            CDSMetrics.called(service, answer: "\(refusal.status.code)", after: ContinuousClock.now - start)
            throw refusal
        }
    }

    private func cards(for call: HookCall, _ verdict: DraftDesk.Verdict, baseURL: String) async -> [Card] {
        // Without the alerts there are no links to them; the findings stand all the same.
        let standing = try? await model.entries(of: CardPolicy.alertIDs(in: verdict))
        var others: [Alert] = []
        var gaps = standing == nil ? ["Alerts that are open already could not be read."] : []
        if !call.service.takesDrafts, !call.focus.isEmpty {
            var query = AlertQuery()
            (query.patient, query.limit) = (call.patient, AlertQuery.largestPage)
            query.statuses = [.provisional, .open, .acknowledged, .overridden]
            let page = try? await model.alerts(query)
            others = page?.entries.map(\.alert) ?? []
            if page == nil, gaps.isEmpty { gaps = ["Alerts that are open already could not be read."] }
            gaps += await silences()
        }
        return CardPolicy(
            call: call, verdict: verdict, standing: standing ?? [:], others: others, gaps: gaps, baseURL: baseURL
        ).cards()
    }

    /// Who watches over patients and does not at present: its alerts may be missing.
    private func silences() async -> [String] {
        guard let report = try? await checks.report() else {
            return ["Whether the alerts are up to date is not known."]
        }
        return report.problems.filter {
            $0.state != .unreported && $0.state != .rejudging && $0.service != .costAssistance
        }
        .map(\.message)
    }

    private func count(
        _ cards: [Card], _ verdict: DraftDesk.Verdict, _ service: CDSService, since start: ContinuousClock.Instant
    ) {
        if verdict.review.isSilent { CDSMetrics.silent(.prescribing) }
        if verdict.interactions.isSilent { CDSMetrics.silent(.interactionCheck) }
        CDSMetrics.shown(cards, by: service)
        CDSMetrics.called(service, answer: cards.isEmpty ? "none" : "cards", after: ContinuousClock.now - start)
    }

    private func baseURL(of request: Request) -> String {
        guard publicURL.isEmpty else { return publicURL }
        return "\(localScheme)://\(request.head.authority ?? "localhost")"
    }

    // MARK: Feedback

    private func take(
        _ request: Request, _ service: CDSService, _ context: GatewayRequestContext
    ) async throws -> Response {
        let outcomes = try CardOutcome.read(try await body(of: request))
        let concerned = try await feedback.take(
            outcomes, of: service, from: FeedbackPolicy.actor(context.identity, through: service),
            traceParent: request.traceParent)
        context.visit.note(patients: concerned.map(\.patientId), objects: concerned.map(\.alertId.rawValue))
        return Response(status: .ok, headers: [.contentLength: "0"])
    }

    // MARK: What is sent

    private func body(of request: Request) async throws -> JSONValue {
        guard open.take() else {
            throw CDSRefusal(.serviceUnavailable, .throttled, "As many calls are being read as may be. Send it again.")
        }
        defer { open.giveBack() }
        guard let type = request.mediaType, type == "application/json" || type == FHIRRoutes.fhirJSON,
            request.headers[.contentEncoding] == nil
        else { throw CDSRefusal(.unsupportedMediaType, .notSupported, "Send application/json.") }
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= Self.mostBytes else {
                throw CDSRefusal(.contentTooLarge, .tooLong, "A call may have at most 1 MiB.")
            }
            bytes += part.readableBytesView
        }
        do throws(FHIRError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw CDSRefusal(error.isOverLimit ? .contentTooLarge : .badRequest, FHIROperationOutcome(error))
        }
    }
}
