public import ArgumentParser
import Foundation
public import KafkaEventLog

/// `--kafka key=value`, in every command the same: librdkafka's properties, secrets by environment only.
public struct KafkaPropertyOptions: ParsableArguments {
    @Option(
        name: .customLong("kafka"),
        help: ArgumentHelp(
            "A librdkafka property, key=value, e.g. security.protocol=SASL_SSL.",
            discussion: "Passwords by environment only, e.g. TITRATE_KAFKA_SASL_PASSWORD."))
    private var flags: [String] = []

    /// Without any property; the parser fills it.
    public init() {}

    /// A log at those addresses, by these properties and those of the environment.
    ///
    /// Throws a `ValidationError` that names keys and never a value, and a `LogError` when the log refuses.
    public func log(at bootstrap: String, clientID: String? = nil) throws -> KafkaEventLog {
        let values: [String: String]
        do {
            values = try KafkaFlags.properties(flags: flags, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw ValidationError("\(error)")
        }
        var configuration = KafkaConfiguration(bootstrap: bootstrap, properties: values)
        if let clientID { configuration.clientID = clientID }
        return try KafkaEventLog(configuration)
    }
}

/// How a command reaches Kafka: the same words the services take.
public struct KafkaOptions: ParsableArguments {
    /// The addresses, as they were given.
    @Option(help: "Kafka, HOST:PORT[,HOST:PORT].")
    public var bootstrap: String

    @OptionGroup private var properties: KafkaPropertyOptions

    /// Without an address; the parser asks for one.
    public init() {}

    /// The log they lead to.
    public func log() throws -> KafkaEventLog { try properties.log(at: bootstrap) }
}
