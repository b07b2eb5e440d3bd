import Foundation
import Testing

@testable import ServiceHost

@Suite struct SecretTests {
    private let marker = "marker-7f3a"

    @Test(arguments: [
        "sasl.password", "ssl.key.password", "ssl.key.pem", "sasl.oauthbearer.client.secret", "sasl.jaas.config",
        "consumer.sasl.password", "signing-key", "api-token",
    ])
    func namesOfSecretsAreRecognised(_ key: String) {
        #expect(SecretName.matches(key))
        #expect(SecretName.shown(marker, for: key) == SecretName.replacement)
    }

    @Test(arguments: HostSettings.all) func nothingOfTheHostIsASecret(_ setting: Setting) {
        #expect(!SecretName.matches(setting.key))
    }

    @Test func theEffectiveConfigurationShowsSourcesAndNoSecret() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("titrate.yaml", "signing-key: \(marker)\nkafka:\n  ssl.key.password: \(marker)\n")
        let configuration = try HostConfiguration(
            arguments: ["--config", path, "--http-port", "8123"],
            environment: [
                "TITRATE_KAFKA_SASL_PASSWORD": marker, "TITRATE_KAFKA_SASL_USERNAME": "titrate",
                "TITRATE_KAFKA_SASL_JAAS_CONFIG": marker,
            ],
            ownSettings: SampleService.settings)
        let printed = configuration.printed
        #expect(!printed.contains(marker))
        #expect(printed.contains("http-port: \"8123\"  # --http-port"))
        #expect(printed.contains("sasl.username: \"titrate\"  # TITRATE_KAFKA_SASL_USERNAME"))
        #expect(printed.contains("ssl.key.password: \"<redacted>\"  # \(path)"))
        #expect(printed.contains("data: \"./data\"  # default"))
        // It was read, though.
        #expect(configuration.kafka.values.count { $0.text == marker } == 3)
    }

    @Test(arguments: [
        "kafka: marker-7f3a\n", "kafka: [marker-7f3a]\n", "signing-key: [marker-7f3a]\n", "marker-7f3a\n",
        "kafka:\n  sasl.password: [marker-7f3a]\n", "signing-key: \"marker-7f3a\n",
    ])
    func aFileThatCannotBeReadDoesNotGiveItsContentAway(_ yaml: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("titrate.yaml", yaml)
        let error = try #require(
            #expect(throws: (any Error).self) {
                try HostConfiguration(
                    arguments: ["--config", path], environment: [:], ownSettings: SampleService.settings)
            })
        let ending = Ending(of: error)
        #expect(ending.code == .usage)
        #expect(ending.sentence.contains("titrate.yaml:"))
        #expect(!ending.sentence.contains(marker))
    }

    @Test(arguments: [
        ["--kafka", "marker-7f3a"], ["marker-7f3a"], ["--nothing=marker-7f3a"], ["--data", "a", "marker-7f3a"],
    ])
    func flagErrorsDoNotGiveValuesAway(_ arguments: [String]) throws {
        let error = try #require(
            #expect(throws: ConfigurationError.self) { try HostConfiguration(arguments: arguments, environment: [:]) })
        #expect(!error.description.contains(marker))
    }

    @Test(arguments: [
        ("sasl.password", "TITRATE_KAFKA_SASL_PASSWORD"), ("ssl.key.password", "TITRATE_KAFKA_SSL_KEY_PASSWORD"),
        ("ssl.key.pem", "TITRATE_KAFKA_SSL_KEY_PEM"),
        ("sasl.oauthbearer.config", "TITRATE_KAFKA_SASL_OAUTHBEARER_CONFIG"),
        ("consumer.sasl.password", "TITRATE_KAFKA_CONSUMER_SASL_PASSWORD"),
    ])
    func aSecretOnTheCommandLineIsRefusedAndTheVariableNamed(property: String, variable: String) throws {
        for arguments in [["--kafka", "\(property)=\(marker)"], ["--kafka=\(property)=\(marker)"]] {
            let error = try #require(
                #expect(throws: ConfigurationError.self) {
                    try HostConfiguration(arguments: arguments, environment: [:])
                })
            #expect(error.description.contains(variable))
            #expect(!error.description.contains(marker))
            #expect(Ending(of: error).code == .usage)
        }
        #expect(throws: ConfigurationError.self) {
            try KafkaFlags.properties(flags: ["\(property)=\(marker)"], environment: [:])
        }
        let given = try KafkaFlags.properties(flags: ["acks=all"], environment: [variable: marker])
        #expect(given == [property: marker, "acks": "all"])
    }

    @Test func aSecretSettingOfAServiceHasNoFlagEither() throws {
        let error = try #require(
            #expect(throws: ConfigurationError.self) {
                try HostConfiguration(
                    arguments: ["--signing-key", marker], environment: [:], ownSettings: SampleService.settings)
            })
        #expect(error.description.contains("TITRATE_SIGNING_KEY"))
        #expect(!error.description.contains(marker))
    }

    @Test(arguments: ["ssl.key.location", "ssl.keystore.location", "sasl.oauthbearer.token.endpoint.url"])
    func whereASecretIsKeptIsNone(property: String) throws {
        let kafka = try HostConfiguration(arguments: ["--kafka", "\(property)=there"], environment: [:]).kafka
        #expect(kafka[property]?.text == "there")
    }

    @Test func aFileOfSecretsThatOthersCanReadIsComplainedOf() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("titrate.yaml", "kafka:\n  sasl.password: \(marker)\n")
        for (mode, complaints) in [(0o644, 1), (0o600, 0)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let warnings = try HostConfiguration(arguments: ["--config", path], environment: [:]).warnings
            #expect(warnings.count == complaints)
            #expect(warnings.allSatisfy { $0.contains(path) && !$0.contains(marker) })
        }
    }

    @Test func aSecretDefaultIsNotInTheHelp() {
        let help = HostHelp.text(own: [Setting("hash-key", default: marker, help: "A key.")])
        #expect(!help.contains(marker))
    }
}
