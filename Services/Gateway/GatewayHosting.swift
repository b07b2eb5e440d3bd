import EventContracts
import Foundation
import MedicationDomain
import ServiceHost
import SignIn

/// The gateway as the host starts it.
extension GatewayApplication: HostedApplication {
    static let name = ServiceName.gateway

    static let host = Setting(
        "host", default: "127.0.0.1",
        help: "The address of the pages and the API; another than loopback only with --sign-in, --public-url "
            + "https://NAME, and --behind-proxy on or --tls-certificate-file.")
    static let port = Setting("port", default: "8080", help: "The port of the pages and the API.")
    static let signIn = Setting(
        "sign-in", default: "", help: "A YAML file of the issuers whose tokens are taken; none: nobody signs in.")
    static let developmentSignIn = Setting(
        "development-sign-in", default: "off",
        help: "on: take the tokens of `titrate token`, signed with <data>/\(DevelopmentKey.fileName); or the path of "
            + "that file. On loopback only.")
    static let behindProxy = Setting(
        "behind-proxy", default: "off",
        help: "on: a proxy ends TLS and adds the asker's address at the end of X-Forwarded-For.")
    static var settings: [Setting] {
        [host, port, signIn, developmentSignIn, behindProxy, TransportSecurity.certificate, TransportSecurity.key]
            + HookSettings.all
    }

    init(environment: HostEnvironment) throws {
        let values = environment.values
        let port = try values.integer(GatewayApplication.port)
        guard (0...65_535).contains(port) else { throw SettingError(key: "port", problem: "is not a port") }
        let door = try GatewayApplication.door(values, data: environment.dataDirectory)
        let address: ListenAddress
        do {
            address = try ListenAddress(host: values[GatewayApplication.host], port: port, guardedBy: door.guardians)
        } catch {
            throw SettingError(key: "host", problem: "is refused: \(error)")
        }
        try self.init(
            log: environment.log, dataDirectory: environment.dataDirectory, instance: environment.instance,
            address: address, logger: environment.logger, door: door, now: WallClock.now,
            hooks: try HookSettings(values))
    }

    /// Every reason why it is not ready.
    var obstacles: [String] { health().filter { !$0.isHealthy }.map { "\($0.name): \($0.code)" } }

    // MARK: Who signs in, and what stands before the gateway

    static func door(_ values: SettingValues, data: URL) throws -> GatewayServer.Door {
        var door = GatewayServer.Door()
        door.isBehindProxy = try isOn(behindProxy, values)
        door.security = try TransportSecurity.read(values)
        let outside = try HookSettings(values).publicURL
        if outside.hasPrefix("https://") {
            guard let address = PublicAddress(outside) else {
                throw SettingError(
                    key: HookSettings.publicURL.key, problem: "is not an address such as https://titrate.example")
            }
            door.publicAddress = address
        }
        door.mode = try mode(values, data: data)
        guard door.mode.isOn || (door.publicAddress == nil && !door.isBehindProxy) else {
            throw SettingError(key: signIn.key, problem: "is needed where others than this machine can ask")
        }
        guard !door.mode.takesDevelopmentTokens || (door.publicAddress == nil && !door.isBehindProxy) else {
            throw SettingError(key: developmentSignIn.key, problem: "is for one machine, not behind a proxy")
        }
        return door
    }

    private static func mode(_ values: SettingValues, data: URL) throws -> SignInMode {
        var issuers: [TrustedIssuer] = []
        var skew = Span.seconds(60)
        if !values[signIn].isEmpty {
            let file = try SignInFile(path: values[signIn])
            (issuers, skew) = (file.issuers, file.clockSkew)
        }
        let development = values[developmentSignIn]
        if development != "off" {
            let url =
                development == "on" ? data.appending(path: DevelopmentKey.fileName) : URL(filePath: development)
            do {
                issuers.append(try DevelopmentKey(at: url).trustedIssuer)
            } catch let error as DevelopmentKey.Unusable {
                throw SettingError(key: developmentSignIn.key, problem: "cannot be used: \(error)")
            }
        }
        guard !issuers.isEmpty else { return .none }
        return SignInMode(
            verifier: TokenVerifier(issuers, clockSkew: skew, now: WallClock.now),
            takesDevelopmentTokens: development != "off")
    }

    private static func isOn(_ setting: Setting, _ values: SettingValues) throws -> Bool {
        switch values[setting] {
        case "on": return true
        case "off": return false
        default: throw SettingError(key: setting.key, problem: "is on or off")
        }
    }
}

extension GatewayServer.Door {
    /// What makes it safe that others can reach the gateway.
    var guardians: ListenAddress.Guardians {
        var guardians = ListenAddress.Guardians.none
        if mode.isOn, !mode.takesDevelopmentTokens { guardians.insert(.signIn) }
        if isBehindProxy || security != nil { guardians.insert(.transport) }
        if publicAddress != nil { guardians.insert(.publicAddress) }
        return guardians
    }
}
