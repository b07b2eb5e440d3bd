import EventContracts
import Foundation
import Hummingbird
import MedicationDomain
import SignIn

/// The pharmacist's page, and the parts of it that renew themselves.
struct WorklistRoutes: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("/") { _, context in Response.seeOther(WorklistRoutes.firstPage(for: context)) }
        router.get("worklist") { request, context in
            let query = try AlertQuery(request.queryItems, for: context.reader(at: now())).forWork
            let list = try await list(query, context)
            return try pages.render("worklist", WorklistPage(list, filters: FilterView(query)), for: context)
        }
        router.get("worklist/rows") { request, context in
            let query = try AlertQuery(request.queryItems, for: context.reader(at: now())).forWork
            return try pages.render("rows", try await list(query, context), for: context)
        }
        router.get("worklist/checks") { _, context in
            try pages.render("checks", ChecksView(try await checks.report()), for: context)
        }
        router.get("worklist/alert/:id") { _, context in
            guard let id = try context.parameters.require("id").removingPercentEncoding,
                let found = try await model.alert(AlertID(id))
            else { throw APIError(.notFound, "unknown-alert", "There is no such alert.") }
            context.visit.note(patients: [found.entry.alert.patientId], objects: [id])
            let row = AlertRow(found.entry, asOf: now(), isOpen: true)
            return try pages.render(
                "alert", AlertDetailPage(row, medicines: found.medicines, checks: try await checks.report()),
                for: context)
        }
    }

    private func list(_ query: AlertQuery, _ context: GatewayRequestContext) async throws -> ListView {
        var (query, page) = (query, try await model.alerts(query))
        if page.entries.isEmpty, page.total > 0 {
            // The list has become shorter than where somebody stands in it: they see how it ends, not nothing.
            query.offset = (page.total - 1) / query.limit * query.limit
            page = try await model.alerts(query)
        }
        context.visit.note(patients: page.entries.map(\.alert.patientId))
        return ListView(page, query: query, checks: try await checks.report(), asOf: now())
    }

    /// Where somebody's work begins.
    private static func firstPage(for context: GatewayRequestContext) -> String {
        let roles = context.identity?.roles ?? []
        return roles.contains(.pharmacist) ? "/worklist" : roles.contains(.finance) ? "/board" : "/health"
    }
}

extension GatewayRequestContext {
    /// For whom, and as of when, an address is read.
    func reader(at now: Instant) -> AlertQuery.Reader {
        let subject = identity.flatMap { $0.isVerified ? PractitionerID($0.subject) : nil }
        return AlertQuery.Reader(subject: subject, now: now)
    }
}
