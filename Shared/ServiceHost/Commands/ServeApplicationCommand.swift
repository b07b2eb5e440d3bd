public import ArgumentParser
import EventContracts

/// `serve` of an application such as the gateway: the settings and the lifecycle of `ServeCommand`.
public struct ServeApplicationCommand<A: HostedApplication>: AsyncParsableCommand {
    public static var configuration: CommandConfiguration {
        HostedCommand.configuration(of: A.name.rawValue, own: A.settings)
    }

    @Flag(help: "Print the effective settings with where each came from, and end. Secrets are not shown.")
    var printConfig = false

    @Argument(parsing: .allUnrecognized, help: ArgumentHelp(visibility: .hidden))
    var settings: [String] = []

    public init() {}

    public func run() async throws {
        try await HostedCommand(
            workload: Workload(application: A.self), arguments: settings, printsConfiguration: printConfig
        ).run()
    }
}
