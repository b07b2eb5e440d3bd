import EventLog
import Testing

@testable import KafkaEventLog

@Suite struct ConfigurationTests {
    private func error(_ properties: [String: String]) -> LogError? {
        #expect(throws: LogError.self) {
            _ = try KafkaEventLog(KafkaConfiguration(bootstrap: "127.0.0.1:1", properties: properties))
        }
    }

    @Test func anUnknownPropertyIsRejectedByName() {
        let error = error(["no.such.property": "hunter2"])
        #expect(error?.remedy == .reject)
        #expect(error?.message.contains("no.such.property") == true)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func anInvalidValueIsRejectedWithoutShowingIt() {
        let error = error(["producer.compression.codec": "hunter2"])
        #expect(error?.remedy == .reject)
        #expect(error?.message.contains("compression.codec") == true)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func propertiesTheSuiteStandsOnCannotBeSet() {
        #expect(error(["consumer.enable.auto.commit": "true"])?.code == "RESERVED_PROPERTY")
    }

    @Test func aPrefixGivesAPropertyToOneSide() throws {
        let configuration = KafkaConfiguration(
            bootstrap: "127.0.0.1:1", properties: ["consumer.fetch.min.bytes": "7", "producer.linger.ms": "9"])
        let producer = try ClientProperties.producer(configuration).values
        let consumer = try ClientProperties.consumer(configuration, group: "g").values
        #expect(producer.last { $0.name == "linger.ms" }?.value == "9")
        #expect(!producer.contains { $0.name == "fetch.min.bytes" })
        #expect(consumer.contains { $0.name == "fetch.min.bytes" && $0.value == "7" })
        #expect(!consumer.contains { $0.name == "linger.ms" })
    }

    @Test func descriptionsShowNoValuesOfProperties() {
        let configuration = KafkaConfiguration(
            bootstrap: "127.0.0.1:1", properties: ["sasl.password": "hunter2"])
        #expect(configuration.description.contains("sasl.password"))
        #expect(!configuration.description.contains("hunter2"))
    }
}
