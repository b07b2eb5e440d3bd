import ArgumentParser
import ServiceHost

/// The cost-assistance service and its offline tools.
@main
struct CostAssistance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost-assistance", abstract: "Who can help pay: dated, cited programme rules.",
        version: SuiteVersion.current,
        subcommands: [
            ServeCommand<CostAssistanceService>.self, FindCommand.self, ProgramsCommand.self, ExplainCommand.self,
            ParametersCommand.self, BatchCommand.self, PricesCommand.self, CasesCommand.self,
        ], defaultSubcommand: ServeCommand<CostAssistanceService>.self)
}
