import EventLog
import KnowledgeFiles
import ServiceRuntime
import Testing

@testable import ServiceHost

@Suite struct ExitCodeTests {
    static let cases: [(any Error & Sendable, Int32, String)] = [
        (SettingError(key: "http-port", problem: "is not a port"), 64, "--http-port"),
        (ConfigurationError.unknownFlag("x"), 64, "--x"),
        (ConfigurationError.refusedByKafka("acs"), 64, "acs"),
        (KnowledgeError(file: "a.yaml", line: 3, column: 1, code: .syntax, message: "bad"), 65, "a.yaml:3:1"),
        (HostProblem.knowledge(type: "DecodingError"), 65, "knowledge"),
        (HostProblem.noBootstrapAddress(file: "/b"), 69, "/b"),
        (HostProblem.cannotListen(port: 80), 69, "80"),
        (LogError(.reject, code: "TOPIC_AUTHORIZATION_FAILED", message: "no"), 69, "TOPIC_AUTHORIZATION_FAILED"),
        (HostProblem.cannotCreateFolder(path: "/d"), 73, "/d"),
        (LogError(.stop, code: "OFFSET_OUT_OF_RANGE", message: "gone"), 74, "OFFSET_OUT_OF_RANGE"),
        (StoreError.folderLocked(path: "/d"), 75, "/d"),
        (StoreError.otherCluster(stored: "a", found: "b"), 76, "--new-cluster"),
        (StoreError.otherPartitionCount(stored: 12, found: 6), 76, "12"),
        (StoreError.otherService(stored: "gateway"), 76, "gateway"),
        (StoreError.newerVersion, 77, "later version"),
    ]

    @Test(arguments: cases.indices) func everyErrorHasItsCodeAndASentence(_ index: Int) {
        let (error, code, words) = Self.cases[index]
        let ending = Ending(of: error)
        #expect(ending.code.rawValue == code)
        #expect(ending.sentence.contains(words))
    }

    @Test func anUnknownErrorIsNamedByTypeAlone() {
        struct Surprise: Error, CustomStringConvertible { let description = "patient-4711" }
        let ending = Ending(of: Surprise())
        #expect(ending.code == .internalError)
        #expect(ending.sentence.contains("Surprise"))
        #expect(!ending.sentence.contains("patient-4711"))
    }

    @Test func everyCodeButSuccessIsReachable() {
        let reached = Set(Self.cases.map { Ending(of: $0.0).code }).union([.internalError, .success])
        #expect(reached == Set(HostExitCode.allCases))
    }
}
