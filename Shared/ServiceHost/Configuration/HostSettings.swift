/// The settings every program of the suite has.
enum HostSettings {
    static let bootstrap = Setting(
        "bootstrap", default: "localhost:9092", help: "Kafka brokers, HOST:PORT, several separated by commas.")
    static let bootstrapFile = Setting(
        "bootstrap-file", default: "", help: "A file that holds the brokers' address; waited for until it does.")
    static let bootstrapWait = Setting(
        "bootstrap-wait", default: "60s", help: "How long --bootstrap-file is waited for.")
    static let data = Setting(
        "data", default: "./data", help: "Where stores are kept, in <data>/<service>/<instance>.")
    static let instance = Setting(
        "instance", default: "1", help: "The name of this instance; it keeps its partitions over a restart.")
    static let knowledge = Setting(
        "knowledge", default: "", help: "A folder of knowledge files, in place of those in the program.")
    static let config = Setting("config", default: "", help: "A YAML file with these settings.")
    static let sessionTimeout = Setting(
        "session-timeout", default: "10s",
        help: "After that silence the group gives the partitions away; Kafka refuses less than 6s.")
    static let newCluster = Setting(
        "new-cluster", default: "refuse",
        help: "When the store belongs to another cluster: refuse, rebuild (from this log) or keep (the state).")
    static let httpPort = Setting(
        "http-port", default: "0",
        help: "Loopback port for /livez /startupz /readyz /metrics; 0 takes a free one and writes it to "
            + "<data>/<service>/<instance>/http-port.")
    static let logLevel = Setting(
        "log-level", default: "info", help: "trace, debug, info, notice, warning, error or critical.")
    static let logFormat = Setting(
        "log-format", default: "auto", help: "text, json (a line each), or auto: text on a terminal.")
    static let batchRecords = Setting(
        "batch-records", default: "1000", help: "The most records in one transaction.")
    static let batchBytes = Setting("batch-bytes", default: "4194304", help: "The most bytes in one transaction.")
    static let rejudgePatients = Setting(
        "rejudge-patients", default: "100", help: "Patients judged again per transaction when the knowledge is new.")
    static let statusInterval = Setting(
        "status-interval", default: "10s", help: "How often a service reports on its status topic.")
    static let backOffFirst = Setting(
        "back-off-first", default: "100ms", help: "The first pause after a passing failure.")
    static let backOffLimit = Setting(
        "back-off-limit", default: "10s", help: "The longest pause after a passing failure.")
    static let questionExpiry = Setting(
        "question-expiry", default: "5m", help: "A question older than this is not answered any more.")
    static let drainLimit = Setting(
        "drain-limit", default: "5s", help: "How long a shutdown may take before the process ends all the same.")

    static let all = [
        bootstrap, bootstrapFile, bootstrapWait, data, instance, knowledge, config, sessionTimeout, newCluster,
        httpPort, logLevel, logFormat, batchRecords, batchBytes, rejudgePatients, statusInterval, backOffFirst,
        backOffLimit, questionExpiry, drainLimit,
    ]
    /// Not a setting but a table of them: any librdkafka property.
    static let kafkaKey = "kafka"
}

extension Setting {
    /// `TITRATE_HTTP_PORT` for `http-port`.
    var environmentName: String { HostEnvironmentNames.variable(for: key) }
}

/// How environment variables are named.
enum HostEnvironmentNames {
    static let prefix = "TITRATE_"
    static let kafka = "TITRATE_KAFKA_"
    /// For the test suites: no settings, and no warnings about them.
    static let tests = "TITRATE_TEST_"

    /// `security.protocol` of `TITRATE_KAFKA_SECURITY_PROTOCOL`; nil for any other variable.
    static func kafkaProperty(of variable: String) -> String? {
        guard variable.hasPrefix(kafka) else { return nil }
        return variable.dropFirst(kafka.count).lowercased().replacing("_", with: ".")
    }

    static func variable(for key: String) -> String { prefix + shouted(key) }
    static func variable(forKafka property: String) -> String { kafka + shouted(property) }

    private static func shouted(_ name: String) -> String {
        name.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }
}
