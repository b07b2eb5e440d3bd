/// A failure of the log, sorted by what the caller should do about it.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Remedy: String, Sendable {
        /// Passing: the same call may succeed later.
        case retry
        /// This partition, member or producer cannot go on: rejoin, or make a new one.
        case stop
        /// This record will never be taken (too large, malformed): refuse it.
        case reject
    }

    public let remedy: Remedy
    /// The log's own name of the error, e.g. `_MSG_TIMED_OUT`.
    public let code: String
    public let message: String

    public init(_ remedy: Remedy, code: String, message: String) {
        (self.remedy, self.code, self.message) = (remedy, code, message)
    }

    public var description: String { "\(code) (\(remedy.rawValue)): \(message)" }
}
