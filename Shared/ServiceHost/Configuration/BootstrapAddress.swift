import Foundation

/// Where the brokers are: said outright, or found in a file that whoever starts the broker will write.
enum BootstrapAddress: Hashable, Sendable {
    case known(String)
    case file(path: String, limit: Duration)

    /// The source that ranks higher decides; both from the same source is a contradiction.
    init(_ configuration: HostConfiguration) throws {
        let path = configuration.text(HostSettings.bootstrapFile)
        let direct = configuration.source(HostSettings.bootstrap).rank
        let byFile = path.isEmpty ? -1 : configuration.source(HostSettings.bootstrapFile).rank
        if direct == byFile { throw ConfigurationError.twoBootstraps }
        if byFile > direct {
            self = .file(path: path, limit: try configuration.duration(HostSettings.bootstrapWait))
        } else {
            let address = configuration.text(HostSettings.bootstrap)
            guard !address.isEmpty else { throw SettingError(key: HostSettings.bootstrap.key, problem: "is empty") }
            self = .known(address)
        }
    }

    /// The address, waited for at most as long as was set.
    func resolve() async throws -> String {
        switch self {
        case .known(let address): return address
        case .file(let path, let limit):
            let start = ContinuousClock.now
            while true {
                if let address = Self.read(path) { return address }
                guard ContinuousClock.now - start < limit else { throw HostProblem.noBootstrapAddress(file: path) }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let address = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return address.isEmpty ? nil : address
    }
}
