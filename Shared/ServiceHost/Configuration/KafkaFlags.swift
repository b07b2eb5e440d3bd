/// The Kafka properties of a command that is no service: its own flags over the environment's variables.
public enum KafkaFlags {
    /// Reads `property=value` flags and `TITRATE_KAFKA_*` variables; throws for a flag that cannot be used, among them
    /// every secret: a command line is no place for one. The error names keys and never a value.
    public static func properties(flags: [String], environment: [String: String]) throws -> [String: String] {
        let arguments = flags.flatMap { ["--\(HostSettings.kafkaKey)=\($0)"] }
        let fromEnvironment = environment.compactMap { name, value -> (String, String)? in
            HostEnvironmentNames.kafkaProperty(of: name).map { ($0, value) }
        }
        let fromFlags = try FlagReader(arguments, known: []).kafka
        return Dictionary(fromEnvironment) { first, _ in first }.merging(fromFlags) { $1 }
    }
}
