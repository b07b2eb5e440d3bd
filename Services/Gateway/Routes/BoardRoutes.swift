import EventContracts
import Hummingbird
import MedicationDomain

/// Who runs out when, and how the suite itself is.
struct BoardRoutes: Sendable {
    static let rowsOnBoard = 500

    let model: ReadModel
    let checks: ChecksWatch
    let deadLetters: DeadLetterCounter
    let progress: ReadingProgress
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("board") { _, context in try await board(context) }
        // The same for the open page, which asks on its own: no sign that somebody is still there.
        router.get("board/rows") { _, context in try await board(context) }
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

    private func board(_ context: GatewayRequestContext) async throws -> Response {
        let (supplies, total) = try await model.supplies(limit: BoardRoutes.rowsOnBoard)
        context.visit.note(patients: supplies.map(\.patientId))
        let page = BoardPage(
            supplies, total: total, checks: try await checks.report(), asOf: now(),
            withReckoning: context.identity?.seesClinicalDetail == true)
        return try pages.render("board", page, for: context)
    }

    private struct HealthReport: Encodable {
        let checks: ChecksReport
        let deadLetters: [DeadLetterCounter.Count]
    }
}
