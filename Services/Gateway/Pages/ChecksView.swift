import EventContracts
import MedicationDomain

/// The banner above every list: what is not being checked, and since when.
struct ChecksView: Sendable {
    struct Problem: Sendable {
        let message: String
        let since: TimeView?
    }

    let isHealthy: Bool
    let isUnreported: Bool
    let title: String
    let checksAsOf: TimeView
    let notCheckedSince: TimeView?
    let problems: [Problem]

    init(_ report: ChecksReport) {
        isHealthy = report.state == .healthy
        isUnreported = report.state == .unreported
        checksAsOf = TimeView(report.asOf, asOf: report.asOf)
        notCheckedSince = report.notCheckedSince.map { TimeView($0, asOf: report.asOf) }
        title =
            switch report.state {
            case .healthy: "All checks are running"
            case .degraded: "Not everything is being checked"
            case .unreported: "The checks have not reported yet"
            }
        problems =
            report.problems.map { service in
                Problem(
                    message: service.message, since: service.notCheckedSince.map { TimeView($0, asOf: report.asOf) })
            }
            + report.quietSources.map { source in
                Problem(
                    message:
                        "The hospital source \(source.source) has gone quiet: its patients' changes do not arrive.",
                    since: TimeView(source.lastHeardAt, asOf: report.asOf))
            }
    }
}
