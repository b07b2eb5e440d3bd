import ArgumentParser
import Foundation
import KafkaEventLog
import ServiceHost

/// How a command reaches Kafka: the same words the services take.
struct KafkaOptions: ParsableArguments {
    @Option(help: "Kafka, HOST:PORT[,HOST:PORT].")
    var bootstrap: String

    @Option(
        name: .customLong("kafka"),
        help: ArgumentHelp(
            "A librdkafka property, key=value, e.g. security.protocol=SASL_SSL.",
            discussion: "Passwords by environment only, e.g. TITRATE_KAFKA_SASL_PASSWORD."))
    var properties: [String] = []

    func log() throws -> KafkaEventLog {
        let values = try KafkaFlags.properties(flags: properties, environment: ProcessInfo.processInfo.environment)
        return try KafkaEventLog(KafkaConfiguration(bootstrap: bootstrap, properties: values))
    }
}
