import Foundation
import Logging
import MedicationDomain
import Testing

@testable import ServiceHost

@Suite struct LoggingTests {
    @Test(arguments: LogFormat.allCases) func onlyListedFieldsAreWritten(_ format: LogFormat) {
        let capture = LogCapture()
        let patient = PatientID(rawValue: "patient-4711")
        capture.logger(format).info(
            "applied",
            metadata: [
                LoggingKeys.eventID: "e-1", "payload": "marker-payload", "patient": "\(patient.rawValue)",
                LoggingKeys.reason: "\(patient)",
            ])
        #expect(capture.output.contains("applied"))
        #expect(capture.output.contains("e-1"))
        #expect(capture.output.contains("<withheld>"))
        #expect(!capture.output.contains("marker-payload"))
        #expect(!capture.output.contains("patient-4711"))
    }

    @Test func jsonLinesAreOneObjectEach() throws {
        let capture = LogCapture()
        let logger = capture.logger()
        logger.warning("a \"quoted\" thing", metadata: [LoggingKeys.reason: "two\nlines\u{1b}[31m\tand \\"])
        logger.info("second")
        let lines = capture.output.split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
            #expect(object?["time"]?.hasSuffix("Z") == true)
            #expect(object?["label"] == "test")
        }
        let first = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: String]
        #expect(first?["level"] == "warning")
        #expect(first?["message"] == "a \"quoted\" thing")
        #expect(first?["reason"] == "two lines [31m and \\")
    }

    @Test func aTextLineIsALineWhateverIsInIt() {
        let capture = LogCapture()
        capture.logger(.text).info("forged\n2026-01-01T00:00:00Z INFO x: y", metadata: [LoggingKeys.reason: "a\r\nb"])
        #expect(capture.output.split(separator: "\n").count == 1)
    }

    @Test func aFieldIsCutAtItsLimit() {
        let capture = LogCapture()
        capture.logger(.text).info("x", metadata: [LoggingKeys.reason: "\(String(repeating: "é", count: 5000))"])
        #expect(capture.output.count { $0 == "é" } == HostLogHandler.fieldLimit)
    }

    @Test func theLevelIsRespected() throws {
        let capture = LogCapture()
        let logger = capture.logger(level: .warning)
        logger.info("quiet")
        logger.error("loud")
        #expect(!capture.output.contains("quiet"))
        #expect(capture.output.contains("loud"))
        let configuration = try HostConfiguration(arguments: ["--log-level", "loud"], environment: [:])
        #expect(throws: SettingError.self) { try LoggingSetup(configuration) }
    }
}
