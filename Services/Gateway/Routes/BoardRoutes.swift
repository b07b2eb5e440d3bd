import EventContracts
import Hummingbird
import MedicationDomain

/// Who runs out when.
struct BoardRoutes: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("board") { _, context in try await board(context) }
        // The same for the open page, which asks on its own: no sign that somebody is still there.
        router.get("board/rows") { _, context in try await board(context) }
    }

    private func board(_ context: GatewayRequestContext) async throws -> Response {
        let supplies = try await model.supplies(limit: GatewayLimits.rowsOnBoard)
        context.visit.note(patients: supplies.shown.map(\.patientId))
        let care = context.identity?.seesClinicalDetail == true ? try await care(context) : nil
        let page = BoardPage(supplies, checks: try await checks.report(), asOf: now(), care: care)
        return try pages.render("board", page, for: context)
    }

    /// Pumps and episodes, for whoever may see more than drug, quantity and run-out date.
    private func care(_ context: GatewayRequestContext) async throws -> CareBoard {
        let pumps = try await model.pumps(limit: GatewayLimits.rowsOnBoard)
        let episodes = try await model.openEpisodes(limit: GatewayLimits.rowsOnBoard)
        context.visit.note(patients: pumps.shown.map(\.patientId) + episodes.episodes.map(\.patientId))
        return CareBoard(
            pumps: pumps, episodes: episodes.episodes, episodeTotal: episodes.total,
            asOf: now())
    }
}
