import EventContracts
import Hummingbird
import MedicationDomain

/// Who runs out when.
struct BoardRoutes: Sendable {
    static let rowsOnBoard = 500

    let model: ReadModel
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("board") { _, context in
            let (supplies, total) = try await model.supplies(limit: BoardRoutes.rowsOnBoard)
            context.visit.note(patients: supplies.map(\.patientId))
            let page = BoardPage(
                supplies, total: total, checks: try await checks.report(), asOf: now(),
                withReckoning: context.identity?.seesClinicalDetail == true)
            return try pages.render("board", page, for: context)
        }
    }
}
