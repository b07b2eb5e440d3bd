import ArgumentParser
import ServiceHost

/// Checks the patient's whole medication profile against cited rules: as a service, or by hand on the command line.
@main
struct InteractionCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interaction-check",
        abstract: "Checks a patient's medicines against each other.",
        version: SuiteVersion.current,
        subcommands: [
            ServeCommand<InteractionCheckService>.self, CheckCommand.self, RulesCommand.self, ExplainCommand.self,
            ReplayCommand.self, StatsCommand.self,
        ],
        defaultSubcommand: ServeCommand<InteractionCheckService>.self)
}
