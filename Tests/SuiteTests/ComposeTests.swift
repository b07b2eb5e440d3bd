import EventContracts
import Foundation
import Testing
import Yams

/// compose.yaml says what the suite needs; the specification itself is checked by `make compose-check`.
@Suite struct ComposeTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func services() throws -> [String: [String: Any]] {
        let text = try String(contentsOf: ComposeTests.root.appending(path: "compose.yaml"), encoding: .utf8)
        let document = try #require(try Yams.load(yaml: text) as? [String: Any])
        return try #require(document["services"] as? [String: [String: Any]])
    }

    @Test func everyServiceOfTheSuiteIsThereWithItsOwnVolumeAndHealthCheck() throws {
        let services = try services()
        for name in ServiceName.allCases {
            let service = try #require(services[name.rawValue], "no \(name.rawValue)")
            #expect((service["command"] as? [String])?.first == name.rawValue)
            #expect(service["healthcheck"] != nil)
            #expect((service["volumes"] as? [String]) == ["\(name.rawValue)-data:/data"])
            #expect((service["build"] as? [String: Any])?["dockerfile_inline"] != nil)
        }
    }

    @Test func kafkaKeepsItsLogAndTopicsAreCreatedWithTheSuitesPartitions() throws {
        let services = try services()
        #expect(services["kafka"]?["volumes"] as? [String] == ["kafka-log:/var/lib/kafka/data"])
        let command = try #require(services["topics"]?["command"] as? [String])
        #expect(command.contains("topics"))
        #expect(command.last == String(TopicCatalog.defaultPartitionCount))
    }
}
