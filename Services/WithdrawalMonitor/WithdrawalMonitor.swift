import ArgumentParser
import ServiceHost

/// Nobody runs out, nobody stops abruptly, unnoticed.
@main
struct WithdrawalMonitor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdrawal-monitor",
        abstract: "Projects baclofen supply, alarms before run-out and at abrupt stops, plans tapers.",
        version: SuiteVersion.current,
        subcommands: [
            ServeCommand<WithdrawalMonitorService>.self, SupplyCommand.self, TaperCommand.self, PumpCommand.self,
        ],
        defaultSubcommand: ServeCommand<WithdrawalMonitorService>.self)
}
