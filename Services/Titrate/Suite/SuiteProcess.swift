import Foundation
import ServiceHost
import Synchronization

/// One child process of the suite, its output in a log file; started again with growing pauses when it ends by itself.
final class SuiteProcess: Sendable {
    let name: String
    private let executable: URL
    private let arguments: [String]
    private let log: URL
    private let state = Mutex(State())

    private struct State {
        var process: Process?
        var isStopping = false
        var restarts = 0
        var hasGivenUp = false
    }

    init(name: String, executable: URL, arguments: [String], log: URL) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.log = log
    }

    var restarts: Int { state.withLock { $0.restarts } }
    var processIdentifier: Int32? { state.withLock { $0.process?.processIdentifier } }
    /// It ended for a reason that only an operator can mend, or does not stay up.
    var hasGivenUp: Bool { state.withLock { $0.hasGivenUp || ($0.restarts > 3 && $0.process?.isRunning != true) } }

    func start() throws {
        if !FileManager.default.fileExists(atPath: log.path) {
            try Data().write(to: log)
        }
        // One of an earlier run may have been open to others.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: log.path)
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        // Where it crashed is worth knowing; what it had in memory is nobody's business.
        process.environment = [OwnerOnly.backtraceVariable: OwnerOnly.backtraceWithoutMemory]
            .merging(ProcessInfo.processInfo.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        process.terminationHandler = { [weak self] in self?.ended($0) }
        try process.run()
        try output.close()
        let isTooLate = state.withLock { state in
            state.process = process
            return state.isStopping
        }
        // Stopped while it was being started again: nobody else will end it.
        if isTooLate { process.terminate() }
    }

    /// A service that ends by itself is started again; one that refuses its configuration is not.
    private func ended(_ process: Process) {
        let restart = state.withLock { state -> Int? in
            guard !state.isStopping else { return nil }
            guard !SuiteProcess.finalExitCodes.contains(process.terminationStatus) else {
                state.hasGivenUp = true
                return nil
            }
            state.restarts += 1
            return state.restarts
        }
        guard let restart else { return }
        let pause = min(10.0, 0.2 * Double(1 << min(restart, 6)))
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [weak self] in
            guard let self, !self.state.withLock({ $0.isStopping }) else { return }
            do { try self.start() } catch { self.ended(process) }
        }
    }

    /// Ends that starting again cannot mend: settings, knowledge, folders, another cluster, a newer store.
    private static let finalExitCodes: Set<Int32> = [64, 65, 73, 75, 76, 77]

    /// True while the process runs.
    var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// Ends it at once.
    func kill() {
        let process = state.withLock { state -> Process? in
            state.isStopping = true
            return state.process
        }
        if let process, process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// Asks it to drain; whoever has not ended by the limit is killed.
    func stop(within limit: TimeInterval) {
        let process = state.withLock { state -> Process? in
            state.isStopping = true
            return state.process
        }
        guard let process, process.isRunning else { return }
        process.terminate()
        let deadline = Date(timeIntervalSinceNow: limit)
        while process.isRunning, Date() < deadline { RunLoop.current.run(until: Date(timeIntervalSinceNow: 0.02)) }
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    }
}
