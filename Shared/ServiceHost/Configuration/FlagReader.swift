/// The flags of a command line, read strictly: `--key value` or `--key=value`.
struct FlagReader {
    private(set) var values: [String: String] = [:]
    private(set) var kafka: [String: String] = [:]

    init(_ arguments: [String], known: Set<String>) throws {
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            guard argument.hasPrefix("--"), argument.count > 2 else {
                throw ConfigurationError.unexpectedArgument(position: index)
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(parts[0])
            guard known.contains(key) || key == HostSettings.kafkaKey else { throw ConfigurationError.unknownFlag(key) }
            if parts.count == 2 {
                try note(key, String(parts[1]))
            } else {
                guard index < arguments.count, !arguments[index].hasPrefix("--") else {
                    throw ConfigurationError.missingValue(key)
                }
                try note(key, arguments[index])
                index += 1
            }
        }
    }

    private mutating func note(_ key: String, _ value: String) throws {
        guard key == HostSettings.kafkaKey else {
            guard !SecretName.matches(key) else {
                throw ConfigurationError.secretOnCommandLine(
                    flag: "--\(key)", environment: HostEnvironmentNames.variable(for: key))
            }
            guard values.updateValue(value, forKey: key) == nil else { throw ConfigurationError.repeatedFlag(key) }
            return
        }
        let pair = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, !pair[0].isEmpty else { throw ConfigurationError.malformedKafkaFlag }
        let property = String(pair[0])
        guard !SecretName.matches(property) else {
            throw ConfigurationError.secretOnCommandLine(
                flag: "--kafka \(property)", environment: HostEnvironmentNames.variable(forKafka: property))
        }
        kafka[property] = String(pair[1])
    }
}
