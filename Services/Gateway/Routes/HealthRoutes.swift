import Hummingbird
import MedicationDomain

/// How the suite itself is, for whoever keeps it running.
struct HealthRoutes: Sendable {
    let reading: HealthReading
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("health") { request, context in
            let report = try await reading.report(try await checks.report())
            guard request.wantsPage else { return try Response.json(report) }
            return try pages.render("health", HealthPage(report, asOf: now()), for: context)
        }
    }
}

/// What the rules do, and by which knowledge.
struct RulesRoutes: Sendable {
    let measures: RuleMeasures
    let model: ReadModel
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("rules") { request, context in
            let (at, measures) = try await measures.current()
            let report = RulesReport(measures, statuses: try await model.statuses(), asOf: at)
            guard request.wantsPage else { return try Response.json(report) }
            return try pages.render(
                "rules", RulesPage(report, checks: ChecksView(try await checks.report()), asOf: now()), for: context)
        }
    }
}
