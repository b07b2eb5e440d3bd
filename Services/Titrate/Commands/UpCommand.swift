import ArgumentParser
import EventContracts
import Foundation

/// Starts the whole suite and keeps it up.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the four services and the gateway, with an embedded broker when no Kafka is named.")

    @Option(help: "Where the services keep their stores and logs.")
    var data = "data"

    @Option(help: "An existing Kafka, HOST:PORT[,HOST:PORT]. Without it an embedded broker is started.")
    var bootstrap: String?

    @Option(help: "Where to write the broker's address once everything is ready.")
    var bootstrapFile: String?

    @Option(help: "The gateway's port on 127.0.0.1.")
    var port = 8080

    @Option(help: "How long a stop may be followed by its reorder before it becomes an alert, e.g. 10m or 5s.")
    var settleWindow: String?

    @Option(help: "Kafka session time-out of the services, e.g. 10s; at least 6s on a real broker.")
    var sessionTimeout: String?

    @Flag(help: "The pages ask nobody to sign in: whoever uses this machine may see and do everything.")
    var noSignIn = false

    func run() async throws {
        let screen = Screen()
        let interruption = Interruption()
        // The address of an earlier run must not be taken for this one's.
        if let bootstrapFile { try? FileManager.default.removeItem(atPath: bootstrapFile) }
        let suite = try Suite(options)
        interruption.last { suite.kill() }
        defer { suite.stop() }
        screen.line("Starting at \(suite.bootstrap); logs in \(suite.logs.path)")
        let isReady: Bool? = try await interruption.racing {
            try await suite.waitUntilReady(within: .seconds(90))
            return true
        }
        guard isReady == true else { return }
        if let bootstrapFile {
            try suite.bootstrap.write(toFile: bootstrapFile, atomically: true, encoding: .utf8)
        }
        screen.line("Ready. Pages at http://127.0.0.1:\(port)/  Kafka at \(suite.bootstrap)  Ctrl-C stops everything.")
        if !noSignIn { screen.line(DevelopmentSignIn.hint(data: data)) }
        await interruption.wait()
        screen.line("Stopping.")
    }

    private var options: Suite.Options {
        var options = Suite.Options(data: URL(filePath: data), bootstrap: bootstrap, gatewayPort: port)
        if !noSignIn { options.extra[.gateway] = DevelopmentSignIn.flags(data: data) }
        if let settleWindow { options.extra[.withdrawalMonitor] = ["--settle-window", settleWindow] }
        if let sessionTimeout { options.common += ["--session-timeout", sessionTimeout] }
        return options
    }
}
