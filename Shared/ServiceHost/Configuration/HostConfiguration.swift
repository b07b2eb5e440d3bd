import Configuration
import Foundation

/// The effective configuration: flags over environment over file over defaults, each value with where it came from.
struct HostConfiguration: Sendable {
    enum Source: Hashable, Sendable, CustomStringConvertible {
        case flag(String)
        case environment(String)
        case file(String)
        case standard

        var description: String {
            switch self {
            case .flag(let name): name
            case .environment(let name): name
            case .file(let path): path
            case .standard: "default"
            }
        }

        var rank: Int {
            switch self {
            case .flag: 3
            case .environment: 2
            case .file: 1
            case .standard: 0
            }
        }
    }

    struct Value: Hashable, Sendable {
        var text: String
        var source: Source
    }

    let settings: [Setting]
    private(set) var values: [String: Value] = [:]
    private(set) var kafka: [String: Value] = [:]
    /// Sentences for the operator; they name keys, never values.
    private(set) var warnings: [String] = []

    /// Reads all three sources. Throws `ConfigurationError`.
    init(arguments: [String], environment: [String: String], ownSettings: [Setting] = []) throws {
        settings = HostSettings.all + ownSettings
        let known = Set(settings.map(\.key)).union([HostSettings.kafkaKey])
        guard known.count == settings.count + 1 else {
            let repeated = ownSettings.first { own in settings.count { $0.key == own.key } > 1 }
            throw ConfigurationError.duplicateSetting(repeated?.key ?? HostSettings.kafkaKey)
        }
        let flags = try FlagReader(arguments, known: known)
        let flagProvider = InMemoryProvider(name: "flags", values: Self.keyed(flags.values))
        let environmentProvider = EnvironmentVariablesProvider(environmentVariables: environment)
            .prefixKeys(with: "titrate")

        let path =
            try Self.text(HostSettings.config.key, in: flagProvider)
            ?? Self.text(HostSettings.config.key, in: environmentProvider) ?? ""
        let file = path.isEmpty ? nil : try FileReader(path: path, known: known)
        let fileProvider = InMemoryProvider(name: "file", values: Self.keyed(file?.values ?? [:]))

        for setting in settings {
            let sources: [(any ConfigProvider, Source)] = [
                (flagProvider, .flag("--\(setting.key)")),
                (environmentProvider, .environment(setting.environmentName)), (fileProvider, .file(path)),
            ]
            values[setting.key] = Value(text: setting.defaultValue, source: .standard)
            for (provider, source) in sources {
                guard let text = try Self.text(setting.key, in: provider) else { continue }
                values[setting.key] = Value(text: text, source: source)
                break
            }
        }
        for (name, value) in file?.kafka ?? [:] { kafka[name] = Value(text: value, source: .file(path)) }
        readEnvironmentTable(environment)
        if let file, file.holdsSecrets, file.isReadableByOthers {
            warnings.append("\(path) holds secrets and can be read by others; chmod 600 mends it")
        }
        for (name, value) in flags.kafka { kafka[name] = Value(text: value, source: .flag("--kafka")) }
    }

    func text(_ setting: Setting) -> String { values[setting.key]?.text ?? setting.defaultValue }
    func source(_ setting: Setting) -> Source { values[setting.key]?.source ?? .standard }

    /// What a service's own code sees.
    var settingValues: SettingValues {
        let folder = text(HostSettings.knowledge)
        return SettingValues(
            values: values.mapValues(\.text),
            knowledgeDirectory: folder.isEmpty ? nil : URL(fileURLWithPath: folder, isDirectory: true))
    }

    /// Takes the Kafka properties, and notes variables nobody reads: several programs share one environment, so
    /// those are a warning.
    private mutating func readEnvironmentTable(_ environment: [String: String]) {
        let known = Set(settings.map(\.environmentName))
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard name.hasPrefix(HostEnvironmentNames.prefix), !name.hasPrefix(HostEnvironmentNames.tests) else {
                continue
            }
            if let property = HostEnvironmentNames.kafkaProperty(of: name) {
                kafka[property] = Value(text: value, source: .environment(name))
            } else if !known.contains(name) {
                warnings.append("\(name) is set but is not a setting of this program")
            }
        }
    }

    private static func keyed(_ values: [String: String]) -> [AbsoluteConfigKey: ConfigValue] {
        Dictionary(
            uniqueKeysWithValues: values.map { key, text in
                (AbsoluteConfigKey([key]), ConfigValue(.string(text), isSecret: SecretName.matches(key)))
            })
    }

    private static func text(_ key: String, in provider: any ConfigProvider) throws -> String? {
        guard
            case .string(let text) = try provider.value(forKey: AbsoluteConfigKey([key]), type: .string).value?.content
        else { return nil }
        return text
    }
}
