import EventContracts
import Logging
import MedicationDomain

/// Makes the report on the checks, and tells listeners when it changes.
struct ChecksWatch: Sendable {
    let model: ReadModel
    let progress: ReadingProgress
    let hub: EventHub
    let now: @Sendable () -> Instant
    let logger: Logger

    func report() async throws -> ChecksReport {
        let state = progress.current
        return ChecksPolicy.report(
            on: try await model.statuses(), partitionCount: state.partitionCount, isCaughtUp: state.isCaughtUp,
            readingTrouble: state.trouble, asOf: now())
    }

    /// Looks every two seconds, and keeps quiet connections alive every fifteen.
    func run() async {
        var told: ChecksReport?
        var round = 0
        while !Task.isCancelled {
            do {
                told = try await tell(unlessToldAs: told)
            } catch {
                logger.warning("the state of the checks could not be read", metadata: ["error": "\(type(of: error))"])
            }
            round += 1
            if round.isMultiple(of: 7) { await hub.beat() }
            do { try await Task.sleep(for: .seconds(2)) } catch { return }
        }
    }

    /// Publishes the report when it says something else than the one given; returns what listeners now know.
    func tell(unlessToldAs told: ChecksReport?) async throws -> ChecksReport {
        let report = try await report()
        if report.substance != told { await hub.publish(.checks(report)) }
        return report.substance
    }
}
