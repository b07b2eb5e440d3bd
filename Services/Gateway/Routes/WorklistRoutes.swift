import EventContracts
import Foundation
import Hummingbird
import MedicationDomain

/// The pharmacist's page, and the parts of it that renew themselves.
struct WorklistRoutes: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("/") { _, _ in Response.seeOther("/worklist") }
        router.get("worklist") { request, _ in
            let query = try AlertQuery(request.queryItems).forWork
            return try pages.render("worklist", WorklistPage(try await list(query), filters: FilterView(query)))
        }
        router.get("worklist/rows") { request, _ in
            try pages.render("rows", try await list(try AlertQuery(request.queryItems).forWork))
        }
        router.get("worklist/checks") { _, _ in
            try pages.render("checks", ChecksView(try await checks.report()))
        }
        router.get("worklist/alert/:id") { _, context in
            guard let id = try context.parameters.require("id").removingPercentEncoding,
                let found = try await model.alert(AlertID(id))
            else { throw APIError(.notFound, "unknown-alert", "There is no such alert.") }
            let row = AlertRow(found.entry, asOf: now(), isOpen: true)
            return try pages.render(
                "alert", AlertDetailPage(row, medicines: found.medicines, checks: try await checks.report()))
        }
    }

    private func list(_ query: AlertQuery) async throws -> ListView {
        ListView(try await model.alerts(query), query: query, checks: try await checks.report(), asOf: now())
    }
}
