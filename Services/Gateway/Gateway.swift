import ArgumentParser
import ServiceHost

/// The front door for people and HTTP clients: it turns requests into events and events into pages.
@main
struct Gateway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Worklist, supply board, assistance form and the FHIR endpoint, on a loopback address.",
        subcommands: [ServeApplicationCommand<GatewayApplication>.self],
        defaultSubcommand: ServeApplicationCommand<GatewayApplication>.self)
}
