import Foundation
import Logging

/// Level and form of the logs, as the operator set them.
struct LoggingSetup: Sendable {
    let level: Logger.Level
    let format: LogFormat

    init(_ configuration: HostConfiguration) throws {
        guard let level = Logger.Level(rawValue: configuration.text(HostSettings.logLevel)) else {
            throw SettingError(key: HostSettings.logLevel.key, problem: "is not a level of logging")
        }
        self.level = level
        switch configuration.text(HostSettings.logFormat) {
        case "auto": format = isatty(STDERR_FILENO) == 1 ? .text : .json
        case let name:
            guard let format = LogFormat(rawValue: name) else {
                throw SettingError(key: HostSettings.logFormat.key, problem: "is not text, json or auto")
            }
            self.format = format
        }
    }

    /// Gives every logger of the process, libraries' too, this form. Once per process.
    func install() {
        let (level, format) = (level, format)
        LoggingSystem.bootstrap { HostLogHandler(label: $0, level: level, format: format) }
    }
}
