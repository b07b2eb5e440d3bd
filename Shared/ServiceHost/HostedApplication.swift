public import EventContracts
public import EventLog
public import Foundation
public import Logging

/// A program that is no event service but is hosted like one: same settings, health, metrics, logs and lifecycle.
public protocol HostedApplication: Sendable {
    static var name: ServiceName { get }
    /// Settings of the program's own, beyond those every program of the suite has.
    static var settings: [Setting] { get }
    /// Throws `SettingError` for a setting that cannot be used.
    init(environment: HostEnvironment) throws
    /// Works until its task is cancelled, which is how a shutdown arrives; returns once drained.
    func run() async throws
    /// Every reason why it is not ready, as `check: code`; empty when it is.
    var obstacles: [String] { get }
}

extension HostedApplication {
    public static var settings: [Setting] { [] }
}

/// What the host gives to what it runs.
public struct HostEnvironment: Sendable {
    public let log: any EventLog
    /// The root of all stores; one's own folder in it is `<data>/<service>/<instance>`, created and locked already.
    public let dataDirectory: URL
    public let instance: String
    public let values: SettingValues
    public let logger: Logger

    public init(
        log: any EventLog, dataDirectory: URL, instance: String, values: SettingValues, logger: Logger
    ) {
        self.log = log
        self.dataDirectory = dataDirectory
        self.instance = instance
        self.values = values
        self.logger = logger
    }
}
