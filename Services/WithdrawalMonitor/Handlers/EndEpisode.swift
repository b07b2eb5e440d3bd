import EventContracts
import MedicationDomain
import ServiceRuntime

/// The watch window of a withdrawal episode is over.
struct EndEpisode: MonitoringDeadline {
    static let name = "end-episode"
    static let kind = EpisodePolicy.kind
    let policy: MonitoringPolicy
}
