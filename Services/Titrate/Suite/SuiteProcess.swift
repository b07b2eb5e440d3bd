import Foundation
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
    }

    init(name: String, executable: URL, arguments: [String], log: URL) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.log = log
    }

    var restarts: Int { state.withLock { $0.restarts } }
    var processIdentifier: Int32? { state.withLock { $0.process?.processIdentifier } }

    func start() throws {
        if !FileManager.default.fileExists(atPath: log.path) {
            try Data().write(to: log)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: log.path)
        }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        process.terminationHandler = { [weak self] in self?.ended($0) }
        try process.run()
        try output.close()
        state.withLock { $0.process = process }
    }

    /// A service that ends by itself is started again; one that refuses its configuration is not.
    private func ended(_ process: Process) {
        let restart = state.withLock { state -> Int? in
            guard !state.isStopping, process.terminationStatus != SuiteProcess.usageExitCode else { return nil }
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

    private static let usageExitCode: Int32 = 64

    /// True while the process runs.
    var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

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
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
