import EventContracts
import MedicationDomain
import ServiceHost

/// The gateway as the host starts it.
extension GatewayApplication: HostedApplication {
    static let name = ServiceName.gateway

    static let host = Setting(
        "host", default: "127.0.0.1", help: "The loopback address of the pages and the API; no other is taken.")
    static let port = Setting("port", default: "8080", help: "The port of the pages and the API.")
    static var settings: [Setting] { [host, port] + HookSettings.all }

    init(environment: HostEnvironment) throws {
        let values = environment.values
        let port = try values.integer(GatewayApplication.port)
        guard (0...65_535).contains(port) else { throw SettingError(key: "port", problem: "is not a port") }
        let address: ListenAddress
        do {
            address = try ListenAddress(host: values[GatewayApplication.host], port: port)
        } catch {
            throw SettingError(key: "host", problem: "is refused: \(error)")
        }
        try self.init(
            log: environment.log, dataDirectory: environment.dataDirectory, instance: environment.instance,
            address: address, logger: environment.logger, now: WallClock.now,
            hooks: try HookSettings(environment.values))
    }

    /// Every reason why it is not ready.
    var obstacles: [String] { health().filter { !$0.isHealthy }.map { "\($0.name): \($0.code)" } }
}
