import ArgumentParser
import EventContracts
import Foundation
import Logging

/// What both serve commands do once their flags are at hand.
struct HostedCommand {
    let workload: Workload
    let arguments: [String]
    let printsConfiguration: Bool

    /// Throws `ExitCode` after the sentence is on standard error.
    func run() async throws {
        OwnerOnly.begin()
        do {
            let configuration = try HostConfiguration(
                arguments: arguments, environment: ProcessInfo.processInfo.environment,
                ownSettings: workload.settings)
            if printsConfiguration {
                print(configuration.printed)
                return
            }
            let logging = try LoggingSetup(configuration)
            logging.install()
            let host = Host(
                workload: workload, configuration: configuration, registry: HostMetrics.installed,
                logger: Logger(label: workload.name.rawValue))
            try await host.run(signals: await ShutdownSignals.trap())
        } catch {
            let ending = Ending(of: error)
            FileHandle.standardError.write(Data("\(workload.name.rawValue): \(ending.sentence)\n".utf8))
            throw ExitCode(ending.code.rawValue)
        }
    }

    static func configuration(of name: String, own settings: [Setting]) -> CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Run \(name) until SIGTERM or SIGINT.",
            usage: "\(name) serve [--<setting> <value> ...] [--print-config]",
            discussion: HostHelp.text(own: settings), version: SuiteVersion.current)
    }
}
