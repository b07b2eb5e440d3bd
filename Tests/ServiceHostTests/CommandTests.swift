import ArgumentParser
import EventContracts
import Testing

@testable import ServiceHost

/// Commands as a service's executable declares them.
private struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interaction-check", version: SuiteVersion.current,
        subcommands: [ServeCommand<SampleService>.self], defaultSubcommand: ServeCommand<SampleService>.self)
}

@Suite struct CommandTests {
    @Test func flagsReachServeWithAndWithoutItsName() throws {
        let flags = ["--data", "/x", "--kafka", "acks=all", "--http-port=0", "--settle-window", "5m"]
        for arguments in [flags, ["serve"] + flags] {
            let command = try #require(try Root.parseAsRoot(arguments) as? ServeCommand<SampleService>)
            #expect(command.settings == flags)
            #expect(!command.printConfig)
        }
        let printing = try Root.parseAsRoot(["--data", "/x", "--print-config"]) as? ServeCommand<SampleService>
        #expect(printing?.printConfig == true)
        #expect(printing?.settings == ["--data", "/x"])
    }

    @Test(arguments: HostSettings.all + SampleService.settings) func helpListsEverySetting(_ setting: Setting) {
        let help = Root.helpMessage(for: ServeCommand<SampleService>.self, columns: 200)
        #expect(help.contains("--\(setting.key) <value>"))
        #expect(help.contains(setting.environmentName))
        if setting != HostSettings.config { #expect(help.contains("file \(setting.key)")) }
        if !setting.defaultValue.isEmpty { #expect(help.contains("default \(setting.defaultValue);")) }
    }

    @Test(arguments: HostExitCode.allCases) func helpListsEveryExitCode(_ code: HostExitCode) {
        let help = Root.helpMessage(for: ServeCommand<SampleService>.self, columns: 200)
        #expect(help.contains("\(code.rawValue)  \(code.meaning)"))
    }

    @Test func versionIsAnsweredByServeToo() {
        for arguments in [["--version"], ["serve", "--version"]] {
            let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
            #expect(error.map { Root.message(for: $0) } == SuiteVersion.current)
        }
    }
}
