public import EventContracts
public import MedicationDomain
import Synchronization

/// How a running service is doing, for `/readyz`, the status topic and tests.
public final class ServiceHealth: Sendable {
    public struct Partition: Sendable, Equatable {
        public var phase: ServiceStatus.Phase
        /// The code of what stops it; nil when nothing does.
        public var trouble: String?
        public var inputs: [ServiceStatus.InputProgress]
        /// Counts the successive owners of the partition.
        public var epoch: Int
    }

    private struct State {
        var partitions: [Int32: Partition] = [:]
        var hasJoined = false
        var logTrouble: String?
        var sources: [String: Instant] = [:]
        /// Nil: the service has no intake.
        var intakeTrouble: String??
        var intakeInputs: [Int32: ServiceStatus.InputProgress] = [:]
        var sourcesWatchedAt: Instant?
    }
    private let state = Mutex(State())

    public init() {}

    public var partitions: [Int32: Partition] { state.withLock { $0.partitions } }
    /// Every reason why the service is not ready, as `check: code`; empty when it is.
    public var obstacles: [String] {
        state.withLock { state in
            var obstacles: [String] = []
            if !state.hasJoined { obstacles.append("group: not joined yet") }
            if case .some(.some(let trouble)) = state.intakeTrouble { obstacles.append("intake: \(trouble)") }
            if let trouble = state.logTrouble { obstacles.append("log: \(trouble)") }
            for (number, partition) in state.partitions.sorted(by: { $0.key < $1.key }) {
                if let trouble = partition.trouble { obstacles.append("partition \(number): \(trouble)") }
                if partition.phase == .rebuilding { obstacles.append("partition \(number): rebuilding") }
            }
            return obstacles
        }
    }
    public var isReady: Bool { obstacles.isEmpty }
    public var sources: [String: Instant] { state.withLock { $0.sources } }

    func set(_ partition: Int32, _ report: Partition?) { state.withLock { $0.partitions[partition] = report } }
    func setTrouble(_ trouble: String?, of partition: Int32) {
        state.withLock { $0.partitions[partition]?.trouble = trouble }
    }
    func setJoined(_ joined: Bool) { state.withLock { $0.hasJoined = joined } }
    /// What keeps the intake from forwarding; nil when nothing does.
    var intakeTrouble: String? { state.withLock { $0.intakeTrouble ?? nil } }
    var intakeInputs: [Int32: ServiceStatus.InputProgress] { state.withLock { $0.intakeInputs } }
    func setIntake(trouble: String?) { state.withLock { $0.intakeTrouble = .some(trouble) } }
    func noteIntake(_ partition: Int32, _ progress: ServiceStatus.InputProgress?) {
        state.withLock { $0.intakeInputs[partition] = progress }
    }
    /// When this instance last looked whether the service's sources can be relied upon; nil where another one does.
    var sourcesWatchedAt: Instant? { state.withLock { $0.sourcesWatchedAt } }
    func setSourcesWatched(at instant: Instant?) { state.withLock { $0.sourcesWatchedAt = instant } }
    func setLogTrouble(_ trouble: String?) { state.withLock { $0.logTrouble = trouble } }
    func heard(from source: String, at instant: Instant) {
        // A hospital has a handful of sources; more than that is somebody inventing names.
        state.withLock { state in
            guard state.sources[source] != nil || state.sources.count < 256 else { return }
            state.sources[source] = max(state.sources[source] ?? instant, instant)
        }
    }
}
