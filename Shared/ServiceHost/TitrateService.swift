public import EventContracts
public import Foundation
public import KnowledgeFiles
public import MedicationDomain
public import ServiceRuntime

/// A service, as the host starts it.
public protocol TitrateService: Sendable {
    static var name: ServiceName { get }
    /// Settings of the service's own, beyond those every service has.
    static var settings: [Setting] { get }
    /// Loads the knowledge and lists the handlers. Throws with file and line when the knowledge cannot be used.
    static func define(_ values: SettingValues) throws -> ServiceDefinition
}

extension TitrateService {
    public static var settings: [Setting] { [] }
}

/// One thing an operator can set: a flag, an environment variable, a line in the file, all by one name.
public struct Setting: Hashable, Sendable {
    /// Lower case with dashes: `--settle-window`, `TITRATE_SETTLE_WINDOW`, `settle-window:` in the file.
    public let key: String
    public let help: String
    public let defaultValue: String

    public init(_ key: String, default defaultValue: String, help: String) {
        (self.key, self.defaultValue, self.help) = (key, defaultValue, help)
    }
}

/// What the operator set.
public struct SettingValues: Sendable {
    public var values: [String: String]
    /// Knowledge given with `--knowledge`; nil: what is in the binary.
    public var knowledgeDirectory: URL?

    public init(values: [String: String] = [:], knowledgeDirectory: URL? = nil) {
        (self.values, self.knowledgeDirectory) = (values, knowledgeDirectory)
    }

    public subscript(setting: Setting) -> String { values[setting.key] ?? setting.defaultValue }

    /// A length of time such as `10m`, `36h`, `90s` or `250ms`.
    public func span(_ setting: Setting) throws -> Span {
        guard let span = Span(setting: self[setting]) else {
            throw SettingError(key: setting.key, problem: "is not a length of time such as 10m, 36h, 90s or 250ms")
        }
        return span
    }

    public func integer(_ setting: Setting) throws -> Int {
        guard let number = Int(self[setting]) else {
            throw SettingError(key: setting.key, problem: "is not a whole number")
        }
        return number
    }

    /// The service's knowledge: the operator's directory, else what travels in the binary.
    public func knowledge(embedded: [String: String]) -> KnowledgeSource {
        knowledgeDirectory.map { .directory($0) } ?? .embedded(embedded)
    }
}

/// A setting that cannot be used; names the key, not the value, which may be a secret.
public struct SettingError: Error, Hashable, CustomStringConvertible {
    public let key: String
    public let problem: String
    public var description: String { "--\(key) \(problem)" }
    public init(key: String, problem: String) { (self.key, self.problem) = (key, problem) }
}

extension Span {
    /// Reads `250ms`, `90s`, `10m`, `36h`, `7d`.
    public init?(setting text: String) {
        let units: [(String, Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            guard let number = Double(text.dropLast(suffix.count)), number >= 0 else { continue }
            self.init(milliseconds: Int64((number * factor).rounded()))
            return
        }
        return nil
    }
}
