import Foundation
import MedicationDomain
import ServiceRuntime
import Testing

@testable import ServiceHost

@Suite struct ConfigurationTests {
    static let allSettings = (HostSettings.all + SampleService.settings).filter { $0 != HostSettings.config }

    private func read(
        _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) throws -> HostConfiguration {
        try HostConfiguration(arguments: arguments, environment: environment, ownSettings: SampleService.settings)
    }

    @Test(arguments: allSettings) func flagsWinOverEnvironmentOverFileOverDefault(_ setting: Setting) throws {
        let folder = try TemporaryFolder()
        let file = ["--config", try folder.file("titrate.yaml", "\(setting.key): from-file\n")]
        let environment = [setting.environmentName: "from-environment"]
        #expect(try read().text(setting) == setting.defaultValue)
        #expect(try read(file).text(setting) == "from-file")
        #expect(try read(file, environment).text(setting) == "from-environment")
        // A secret has no flag.
        guard !SecretName.matches(setting.key) else { return }
        let all = try read(file + ["--\(setting.key)", "from-flag"], environment)
        #expect(all.text(setting) == "from-flag")
        #expect(all.source(setting) == .flag("--\(setting.key)"))
    }

    @Test func everyKafkaPropertyFollowsTheSameOrder() throws {
        let folder = try TemporaryFolder()
        let yaml = "kafka:\n  security: {protocol: plaintext}\n  client.rack: a\n  linger.ms: 9\n"
        let file = ["--config", try folder.file("titrate.yaml", yaml)]
        let environment = ["TITRATE_KAFKA_SECURITY_PROTOCOL": "ssl", "TITRATE_KAFKA_LINGER_MS": "7"]
        let kafka = try read(file + ["--kafka", "linger.ms=5", "--kafka=ssl.cipher.suites=a,b=c"], environment).kafka
        #expect(
            kafka.mapValues(\.text) == [
                "security.protocol": "ssl", "client.rack": "a", "linger.ms": "5", "ssl.cipher.suites": "a,b=c",
            ])
    }

    @Test func theFileMayBeNamedByTheEnvironment() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("titrate.yaml", "http-port: 8080\nlog-level: debug\n")
        let configuration = try read([], ["TITRATE_CONFIG": path])
        #expect(configuration.text(HostSettings.httpPort) == "8080")
        #expect(configuration.source(HostSettings.httpPort) == .file(path))
    }

    @Test func unknownFlagsAreRefusedByName() {
        #expect(throws: ConfigurationError.unknownFlag("bootsrap")) { try read(["--bootsrap", "a:1"]) }
        #expect(throws: ConfigurationError.missingValue("data")) { try read(["--data"]) }
        #expect(throws: ConfigurationError.missingValue("data")) { try read(["--data", "--instance", "2"]) }
        #expect(throws: ConfigurationError.repeatedFlag("data")) { try read(["--data", "a", "--data=b"]) }
        #expect(throws: ConfigurationError.unexpectedArgument(position: 1)) { try read(["stray"]) }
        #expect(throws: ConfigurationError.malformedKafkaFlag) { try read(["--kafka", "acks"]) }
    }

    @Test func unknownKeysOfTheFileAreRefusedWithTheirLine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("titrate.yaml", "data: /x\n\nhttp_port: 5\n")
        #expect(throws: ConfigurationError.unknownFileKey(path: path, line: 3, key: "http_port")) {
            try read(["--config", path])
        }
        #expect(throws: ConfigurationError.unreadableFile(path: "/nowhere.yaml")) {
            try read(["--config", "/nowhere.yaml"])
        }
    }

    @Test func unknownVariablesAreWarnedAboutByName() throws {
        let configuration = try read([], ["TITRATE_SETLE_WINDOW": "marker-4711", "TITRATE_TEST_BOOTSTRAP": "x:1"])
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings[0].contains("TITRATE_SETLE_WINDOW"))
        #expect(!configuration.warnings[0].contains("marker-4711"))
    }

    @Test func aSettingThatShadowsTheHostIsRefused() {
        #expect(throws: ConfigurationError.duplicateSetting("data")) {
            try HostConfiguration(
                arguments: [], environment: [:], ownSettings: [Setting("data", default: "", help: "")])
        }
    }

    @Test func theRuntimeGetsWhatWasSet() throws {
        let configuration = try read([
            "--batch-records", "7", "--session-timeout", "3s", "--new-cluster", "keep", "--instance", "b",
            "--back-off-first", "1s", "--back-off-limit", "2s",
        ]).runnerConfiguration()
        #expect(configuration.batchRecords == 7)
        #expect(configuration.sessionTimeout == .seconds(3))
        #expect(configuration.onNewCluster == .keep)
        #expect(configuration.instance == "b")
        #expect(configuration.backOff.upperBound.milliseconds == 2000)
    }

    @Test(arguments: [
        ["--batch-records", "0"], ["--batch-bytes", "x"], ["--session-timeout", "10"], ["--new-cluster", "maybe"],
        ["--instance", "../1"], ["--instance", ""], ["--back-off-first", "1h"], ["--status-interval", "0s"],
    ])
    func unusableValuesAreRefusedByKeyAlone(_ arguments: [String]) throws {
        let configuration = try read(arguments)
        let error = #expect(throws: SettingError.self) { try configuration.runnerConfiguration() }
        #expect(Ending(of: try #require(error)).code == .usage)
    }

    @Test func theNamedBootstrapOfTheStrongerSourceIsUsed() throws {
        #expect(try BootstrapAddress(read()) == .known("localhost:9092"))
        #expect(try BootstrapAddress(read([], ["TITRATE_BOOTSTRAP": "a:1"])) == .known("a:1"))
        let file = BootstrapAddress.file(path: "/b", limit: .seconds(60))
        #expect(try BootstrapAddress(read(["--bootstrap-file", "/b"])) == file)
        #expect(try BootstrapAddress(read(["--bootstrap-file", "/b"], ["TITRATE_BOOTSTRAP": "a:1"])) == file)
        let stronger = try read(["--bootstrap", "c:2"], ["TITRATE_BOOTSTRAP_FILE": "/b"])
        #expect(try BootstrapAddress(stronger) == .known("c:2"))
        #expect(throws: ConfigurationError.twoBootstraps) {
            try BootstrapAddress(read(["--bootstrap", "c:2", "--bootstrap-file", "/b"]))
        }
    }

    @Test func theBootstrapFileIsWaitedForUntilItHoldsAnAddress() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("bootstrap", "\n")
        async let address = BootstrapAddress.file(path: path, limit: .seconds(60)).resolve()
        _ = try folder.file("bootstrap", "127.0.0.1:4711\n")
        #expect(try await address == "127.0.0.1:4711")
        await #expect(throws: HostProblem.noBootstrapAddress(file: "/nowhere")) {
            try await BootstrapAddress.file(path: "/nowhere", limit: .milliseconds(1)).resolve()
        }
    }
}
