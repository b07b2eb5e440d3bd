import Foundation
import Logging
import Synchronization

@testable import ServiceHost

/// Keeps what a logger writes.
final class LogCapture: Sendable {
    private let text = Mutex("")
    var output: String { text.withLock { $0 } }

    func logger(_ format: LogFormat = .json, level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { label in
            HostLogHandler(label: label, level: level, format: format) { line in
                self.text.withLock { $0 += line }
            }
        }
    }
}

/// A folder that goes away with the value.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "service-host-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            // The system clears its temporary folder anyway.
        }
    }

    func file(_ name: String, _ text: String) throws -> String {
        let path = url.appending(path: name)
        try Data(text.utf8).write(to: path)
        return path.path
    }
}
