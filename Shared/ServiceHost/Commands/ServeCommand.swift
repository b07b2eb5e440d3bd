public import ArgumentParser
import EventContracts

/// `serve` of an event service: reads the settings, loads the knowledge, runs until a signal.
///
///     @main struct InteractionCheck: AsyncParsableCommand {
///         static let configuration = CommandConfiguration(
///             commandName: "interaction-check", version: SuiteVersion.current,
///             subcommands: [ServeCommand<InteractionCheckService>.self],
///             defaultSubcommand: ServeCommand<InteractionCheckService>.self)
///     }
public struct ServeCommand<S: TitrateService>: AsyncParsableCommand {
    public static var configuration: CommandConfiguration {
        HostedCommand.configuration(of: S.name.rawValue, own: S.settings)
    }

    @Flag(help: "Print the effective settings with where each came from, and end. Secrets are not shown.")
    var printConfig = false

    @Option(help: ArgumentHelp("Play the records of this file on a log in memory.", visibility: .hidden))
    var rehearse: String?

    @Argument(parsing: .allUnrecognized, help: ArgumentHelp(visibility: .hidden))
    var settings: [String] = []

    public init() {}

    public func run() async throws {
        if let rehearse { return try await Rehearsal.run(S.self, script: rehearse, settings: settings) }
        try await HostedCommand(
            workload: Workload(service: S.self), arguments: settings, printsConfiguration: printConfig
        ).run()
    }
}
