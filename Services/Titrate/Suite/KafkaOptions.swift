import ArgumentParser
import KafkaEventLog

/// How a command reaches Kafka: the same words the services take.
struct KafkaOptions: ParsableArguments {
    @Option(help: "Kafka, HOST:PORT[,HOST:PORT].")
    var bootstrap: String

    @Option(name: .customLong("kafka"), help: "A librdkafka property, key=value, e.g. security.protocol=SASL_SSL.")
    var properties: [String] = []

    func log() throws -> KafkaEventLog {
        var values: [String: String] = [:]
        for property in properties {
            guard let mark = property.firstIndex(of: "=") else {
                throw ValidationError("--kafka takes key=value")
            }
            values[String(property[..<mark])] = String(property[property.index(after: mark)...])
        }
        return try KafkaEventLog(KafkaConfiguration(bootstrap: bootstrap, properties: values))
    }
}
