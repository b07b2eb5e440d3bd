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
    let drafts: DraftDesk
    let publicURL: String
    let deadLetters: DeadLetterCounter
    let progress: ReadingProgress
    let now: @Sendable () -> Instant

    func router() throws -> Router<GatewayRequestContext> {
        let pages = try PageRenderer(files: EmbeddedFiles.all)
        let router = Router(context: GatewayRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorAnswers(pages: pages))
        router.add(middleware: LoopbackGuard())
        FHIRRoutes(publisher: publisher).add(to: router)
        FHIRReadRoutes(reading: FHIRReading(model: model), checks: checks, publicURL: publicURL).add(to: router)
        AlertRoutes(model: model, checks: checks, publisher: publisher, now: now).add(to: router)
        CDSHooksRoutes(
            model: model, drafts: drafts, feedback: FeedbackDesk(model: model, publisher: publisher, now: now),
            publicURL: publicURL
        ).add(to: router)
        EventRoutes(hub: hub, checks: checks).add(to: router)
        WorklistRoutes(model: model, checks: checks, pages: pages, now: now).add(to: router)
        AssistanceRoutes(desk: desk, checks: checks, pages: pages, now: now).add(to: router)
        BoardRoutes(
            model: model, checks: checks, deadLetters: deadLetters, progress: progress, pages: pages, now: now
        ).add(to: router)
        SheetRoutes(
            sheets: try PatientSheets.load(from: .embedded(EmbeddedFiles.all)), model: model, pages: pages, now: now
        ).add(to: router)
        AssetRoutes().add(to: router)
        try OpenAPIRoutes().add(to: router)
        return router
    }
}
