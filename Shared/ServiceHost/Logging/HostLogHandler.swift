import Foundation
import Logging

/// Writes log lines of bounded length, one write each, with the listed fields only.
struct HostLogHandler: LogHandler {
    /// A field longer than that is cut: a reason is a sentence, not a document.
    static let fieldLimit = 300

    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    init(
        label: String, level: Logger.Level, format: LogFormat,
        write: @escaping @Sendable (String) -> Void = HostLogHandler.toStandardError
    ) {
        (self.label, logLevel, self.format, self.write) = (label, level, format, write)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        fields.merge(metadataProvider?.get() ?? [:]) { _, new in new }
        fields.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { fields[LoggingKeys.error] = "\(type(of: error))" }
        let shown = fields.sorted { $0.key < $1.key }.map { key, value in
            (key: key, value: LoggingKeys.all.contains(key) ? Self.bounded("\(value)") : "<withheld>")
        }
        let line = LogFormat.Line(
            time: Date(), level: event.level, label: label, message: Self.bounded("\(event.message)"), fields: shown)
        write(format.render(line))
    }

    /// Without control characters: a line is a line, whoever made its text.
    private static func bounded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(fieldLimit) {
            result.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        let isCut = text.unicodeScalars.count > fieldLimit
        return String(result) + (isCut ? "…" : "")
    }

    @Sendable static func toStandardError(_ line: String) {
        FileHandle.standardError.write(Data(line.utf8))
    }
}
