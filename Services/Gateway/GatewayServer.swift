import EventLog
import Hummingbird
import KnowledgeFiles
import Logging
import MedicationDomain

/// The front door: every route, and what stands before all of them.
struct GatewayServer: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let hub: EventHub
    let publisher: LogPublisher
    let desk: AssistanceDesk
    let batches: BatchDesk
    let drafts: DraftDesk
    let publicURL: String
    let log: any EventLog
    let progress: ReadingProgress
    let now: @Sendable () -> Instant
    let audit: AuditLog
    var door = Door()

    /// What is settled before the first request: who signs in, and what stands before the gateway.
    struct Door: Sendable {
        var mode = SignInMode.none
        var publicAddress: PublicAddress?
        var isBehindProxy = false
        /// The gateway ends TLS itself.
        var security: TransportSecurity?

        /// As people on this machine call it.
        var localScheme: String { security == nil ? "http" : "https" }
    }

    func router() throws -> Router<GatewayRequestContext> {
        let pages = try PageRenderer(files: EmbeddedFiles.all)
        let router = Router(context: GatewayRequestContext.self, options: [.autoGenerateHeadEndpoints])
        let tail = LogTail(log: log)
        let (sessions, limits) = (Sessions(now: now), RequestRates(mode: door.mode, now: now))
        // From the outside in: what every answer bears, what nobody may send, who asks, and whether they may.
        router.add(middleware: SecurityHeaders(isSecure: door.publicAddress != nil || door.security != nil))
        router.add(middleware: ErrorAnswers(pages: pages, mode: door.mode))
        router.add(middleware: RequestLimits(now: now))
        router.add(middleware: RouteMiddleware(isBehindProxy: door.isBehindProxy))
        router.add(middleware: RateMiddleware(limits: limits))
        router.add(middleware: AuditMiddleware(log: audit, budget: RefusalBudget(now: now), now: now))
        router.add(middleware: UploadGate())
        router.add(middleware: OriginGuard(publicAddress: door.publicAddress, localScheme: door.localScheme))
        router.add(middleware: IdentityMiddleware(mode: door.mode, sessions: sessions, limits: limits))
        router.add(middleware: AccessMiddleware())
        router.add(middleware: AttemptMiddleware(log: audit, now: now))
        SessionRoutes(
            mode: door.mode, sessions: sessions, limits: limits, pages: pages, journeys: SignInJourneys(now: now),
            publicAddress: door.publicAddress, localScheme: door.localScheme
        ).add(to: router)
        FHIRRoutes(publisher: publisher).add(to: router)
        FHIRReadRoutes(reading: FHIRReading(model: model), checks: checks, publicURL: publicURL).add(to: router)
        AlertRoutes(model: model, checks: checks, publisher: publisher, now: now).add(to: router)
        BulkAnswerRoutes(model: model, publisher: publisher, now: now).add(to: router)
        CDSHooksRoutes(
            model: model, checks: checks, drafts: drafts,
            feedback: FeedbackDesk(model: model, publisher: publisher, now: now),
            publicURL: publicURL, localScheme: door.localScheme
        ).add(to: router)
        EventRoutes(hub: hub, checks: checks, sessions: sessions).add(to: router)
        WorklistRoutes(model: model, checks: checks, pages: pages, now: now).add(to: router)
        PatientRoutes(model: model, checks: checks, pages: pages, now: now).add(to: router)
        AssistanceRoutes(
            desk: desk, archive: LookupArchive(tail: tail), checks: checks, pages: pages, now: now
        ).add(to: router)
        BatchRoutes(desk: batches, checks: checks, pages: pages, now: now).add(to: router)
        BoardRoutes(model: model, checks: checks, pages: pages, now: now).add(to: router)
        RulesRoutes(
            measures: RuleMeasures(model: model, now: now), model: model, checks: checks, pages: pages, now: now
        )
        .add(to: router)
        HealthRoutes(
            reading: HealthReading(model: model, tail: tail, progress: progress, audit: audit, now: now),
            checks: checks,
            pages: pages, now: now
        ).add(to: router)
        SheetRoutes(
            sheets: try PatientSheets.load(from: .embedded(EmbeddedFiles.all)), model: model, pages: pages, now: now
        ).add(to: router)
        AssetRoutes().add(to: router)
        try OpenAPIRoutes().add(to: router)
        return router
    }
}
