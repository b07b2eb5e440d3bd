import EventContracts
import MedicationDomain

/// The watch window of a withdrawal episode is over.
struct EndEpisode: DeadlineHandler {
    static let name = "end-episode"
    static let kind = EpisodePolicy.kind
    let policy: MonitoringPolicy
}
