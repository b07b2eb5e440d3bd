import Foundation

/// The programs that the suite is compared with, where `make floors peer` has put them: beside the suite's own build.
struct ComparisonPrograms: Sendable {
    private let build: URL

    /// `executables` is where the suite's own programs stand, some way below the build folder.
    init(besides executables: URL = Suite.executable("titrate").deletingLastPathComponent()) {
        var folder = executables.standardizedFileURL
        while folder.path != "/", !Self.isThere(folder.appending(path: "floors")) { folder.deleteLastPathComponent() }
        build = folder
    }

    /// Throws `BenchError.notBuilt`.
    func floor(_ name: String) throws -> URL { try existing(build.appending(path: "floors/\(name)"), "make floors") }

    /// The interpreter, and the program to give to it.
    func peer() throws -> (python: URL, script: URL) {
        let script = build.deletingLastPathComponent().appending(path: "Benchmarks/Peers/python/peer.py")
        // Not resolved: the interpreter finds its packages by the path it is started with.
        return (
            try existing(build.appending(path: "tools-peer/bin/python"), "make peer"),
            try existing(script, "a copy of the project")
        )
    }

    private func existing(_ file: URL, _ remedy: String) throws -> URL {
        guard Self.isThere(file) else { throw BenchError.notBuilt(file.lastPathComponent, remedy: remedy) }
        return file
    }

    private static func isThere(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
}
