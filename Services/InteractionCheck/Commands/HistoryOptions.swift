import ArgumentParser
import EventLog
import Foundation
import KafkaEventLog
import ServiceHost

/// Where `replay` finds the history: a log, or a file.
struct HistoryOptions: ParsableArguments {
    /// What the reader's group is called: within the names the service's own principal may use.
    private static let clientID = "interaction-check-replay"

    @Option(help: "Kafka, HOST:PORT[,HOST:PORT]: everything the service hears, up to now; it joins no group.")
    var bootstrap: String?

    @OptionGroup private var kafka: KafkaPropertyOptions

    @Option(name: .customLong("from"), help: "A file with one CloudEvent in structured JSON on each line.")
    var file: String?

    func validate() throws {
        guard (bootstrap == nil) != (file == nil) else {
            throw ValidationError("say where the history is: --bootstrap or --from")
        }
    }

    func source() throws -> HistorySource {
        if let file {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw HistoryError.cannotRead(file: file)
            }
            return .lines(Array(data))
        }
        return .log(try kafka.log(at: bootstrap ?? "", clientID: Self.clientID))
    }
}
