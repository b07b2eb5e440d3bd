import EventContracts
import ServiceRuntime
import Synchronization

/// How far the process is, and what whoever works in it says of itself.
final class HealthState: Sendable {
    enum Stage: Sendable {
        /// Waiting for what is named.
        case starting(String)
        case running
        case draining
    }
    private struct State {
        var stage = Stage.starting("configuration")
        var knowledge: KnowledgeStamp?
        var work: StartedWork?
    }
    private let state = Mutex(State())

    func waits(for what: String) { state.withLock { $0.stage = .starting(what) } }
    func loaded(_ knowledge: KnowledgeStamp?) { state.withLock { $0.knowledge = knowledge } }
    func started(_ work: StartedWork) {
        state.withLock { state in
            state.work = work
            if case .draining = state.stage { return }
            state.stage = .running
        }
    }
    func drains() { state.withLock { $0.stage = .draining } }

    var hasStarted: Bool {
        if case .starting = state.withLock({ $0.stage }) { false } else { true }
    }
    var obstacles: [String] {
        let (stage, work) = state.withLock { ($0.stage, $0.work) }
        return switch stage {
        case .starting(let what): ["start: waiting for \(what)"]
        case .running: work?.obstacles() ?? []
        case .draining: ["shutdown: draining"]
        }
    }
    var isReady: Bool { obstacles.isEmpty }
    var partitions: [Int32: PartitionReport] { state.withLock { $0.work }?.partitions() ?? [:] }

    /// Every check, passing or not.
    var checks: [HealthCheck] {
        let (knowledge, work) = state.withLock { ($0.knowledge, $0.work) }
        let partitions = partitions
        var checks = HealthCheck.sorted(obstacles, expected: work?.checkNames ?? ["start"])
        for index in checks.indices where checks[index].name == "partitions" {
            checks[index].note = partitions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.phase.rawValue)" }
                .joined(separator: ", ")
        }
        if let knowledge {
            let note = "\(knowledge.version) \(knowledge.hash.prefix(12))"
            checks.insert(HealthCheck(name: "knowledge", obstacles: [], note: note), at: 0)
        }
        return checks
    }

    /// The body of `/readyz?verbose`.
    var json: String {
        let checks = checks
        let isReady = checks.allSatisfy(\.isPassing)
        return "{\"ready\":\(isReady),\"checks\":[\(checks.map(\.json).joined(separator: ","))]}\n"
    }
}
