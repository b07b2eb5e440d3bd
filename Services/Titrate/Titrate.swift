import ArgumentParser
import ServiceHost

/// The suite's own command, for whoever runs it.
@main
struct Titrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "titrate",
        abstract: "Run the suite, feed it, watch it, measure it.",
        version: SuiteVersion.current,
        subcommands: [
            BrokerCommand.self, UpCommand.self, PublishCommand.self, WatchCommand.self, DemoCommand.self,
            ForgetCommand.self, SampleDayCommand.self, TopicsCommand.self, ACLsCommand.self, BenchCommand.self,
            TokenCommand.self, AuditCommand.self,
        ])

    /// What any command writes, and what it starts writes, is the operator's alone.
    static func main() async {
        OwnerOnly.begin()
        await main(nil)
    }
}
