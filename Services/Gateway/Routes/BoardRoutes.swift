import EventContracts
import Hummingbird
import MedicationDomain

/// Who runs out when, and how the suite itself is.
struct BoardRoutes: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let deadLetters: DeadLetterCounter
    let progress: ReadingProgress
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("board") { _, context in
            let (supplies, total) = try await model.supplies(limit: GatewayLimits.rowsOnBoard)
            context.visit.note(patients: supplies.map(\.patientId))
            let care = context.identity?.seesClinicalDetail == true ? try await care(context) : nil
            let page = BoardPage(
                supplies, total: total, checks: try await checks.report(), asOf: now(), care: care)
            return try pages.render("board", page, for: context)
        }
        router.get("health") { request, context in
            let report = try await checks.report()
            let letters = await deadLetters.count()
            guard request.wantsPage else {
                return try Response.json(HealthReport(checks: report, deadLetters: letters))
            }
            return try pages.render(
                "health", HealthPage(report, deadLetters: letters, reading: progress.current, asOf: now()),
                for: context)
        }
    }

    /// Pumps and episodes, for whoever may see more than drug, quantity and run-out date.
    private func care(_ context: GatewayRequestContext) async throws -> CareBoard {
        let pumps = try await model.pumps(limit: GatewayLimits.rowsOnBoard)
        let episodes = try await model.openEpisodes(limit: GatewayLimits.rowsOnBoard)
        context.visit.note(patients: pumps.pumps.map(\.patientId) + episodes.episodes.map(\.patientId))
        return CareBoard(
            pumps: pumps.pumps, pumpTotal: pumps.total, episodes: episodes.episodes, episodeTotal: episodes.total,
            asOf: now())
    }

    private struct HealthReport: Encodable {
        let checks: ChecksReport
        let deadLetters: [DeadLetterCounter.Count]
    }
}
