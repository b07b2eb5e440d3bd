/// A configuration that cannot be used. Names keys and places, never values: a value may be a secret.
enum ConfigurationError: Error, Hashable, CustomStringConvertible {
    case unknownFlag(String)
    case missingValue(String)
    case repeatedFlag(String)
    case unexpectedArgument(position: Int)
    case malformedKafkaFlag
    /// The line that starts a program is read by everybody on the machine.
    case secretOnCommandLine(flag: String, environment: String)
    case unreadableFile(path: String)
    case unusableFile(path: String, line: Int, problem: String)
    case unknownFileKey(path: String, line: Int, key: String)
    case duplicateSetting(String)
    case twoBootstraps
    /// In the words of the Kafka client, which names the property.
    case refusedByKafka(String)

    var description: String {
        switch self {
        case .unknownFlag(let key): "--\(key) is not a setting of this program; --help lists all of them"
        case .missingValue(let key): "--\(key) needs a value"
        case .repeatedFlag(let key): "--\(key) is given twice"
        case .unexpectedArgument(let position): "argument \(position) belongs to no setting"
        case .malformedKafkaFlag: "--kafka needs a value of the form property=value"
        case .secretOnCommandLine(let flag, let environment):
            "\(flag) is a secret, and everybody on the machine can read a command line; give it by the environment "
                + "variable \(environment), or in the file named with --config"
        case .unreadableFile(let path): "the configuration file \(path) cannot be read"
        case .unusableFile(let path, let line, let problem): "\(path):\(line): \(problem)"
        case .unknownFileKey(let path, let line, let key):
            "\(path):\(line): \(key) is not a setting of this program; --help lists all of them"
        case .duplicateSetting(let key): "the setting \(key) is declared twice by this program"
        case .twoBootstraps: "--bootstrap and --bootstrap-file are both given; say one of them"
        case .refusedByKafka(let reason): "--kafka: \(reason)"
        }
    }
}
