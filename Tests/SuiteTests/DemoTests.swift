import Foundation
import TestSupport
import Testing

extension ProcessTests {
    /// The demonstration, as a person starts it.
    @Suite(.serialized) struct DemoTests {
        private static let marks = [
            "demo-0", "bac-demo", "Demoway", "Sampleton", "Testova", "Oxycodone", "Zorbanexil", "as discussed with",
        ]

        @Test(.timeLimit(.minutes(4))) func theDayComesOutAsItMustAndNothingOfItIsInLogsOrMetrics() async throws {
            let directory = FileManager.default.temporaryDirectory
                .appending(path: "titrate-demo-\(UUID().uuidString.prefix(8))")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { _ = try? FileManager.default.removeItem(at: directory) }
            let output = directory.appending(path: "output.txt")
            let demo = try ChildProcess(
                RunningSuite.binaries.appending(path: "titrate"),
                ["demo", "--data", directory.path, "--port", String(try LoopbackHTTP.freePort())], output: output)
            try await eventually(within: .seconds(120), "the summary") {
                let text = try String(contentsOf: output, encoding: .utf8)
                return text.contains("Everything expected was heard.") || text.contains("Missing:")
            }
            for metrics in try await Self.metrics(below: directory) {
                for mark in Self.marks { #expect(!metrics.contains(mark), "\(mark) in metrics") }
            }
            demo.end(with: SIGINT)
            let text = try String(contentsOf: output, encoding: .utf8)
            #expect(text.contains("Everything expected was heard."), "\(text.suffix(800))")
            #expect(text.contains("pharmacist's sign-off"))
            let logs = directory.appending(path: "logs")
            let files = try FileManager.default.contentsOfDirectory(at: logs, includingPropertiesForKeys: nil)
            #expect(files.count == 6)
            for file in files {
                let log = try String(contentsOf: file, encoding: .utf8)
                for mark in Self.marks { #expect(!log.contains(mark), "\(mark) in \(file.lastPathComponent)") }
            }
        }

        /// What each of the five services answers on `/metrics`.
        private static func metrics(below directory: URL) async throws -> [String] {
            let ports = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)
            let files = (ports?.allObjects ?? []).compactMap { $0 as? URL }.filter {
                $0.lastPathComponent == "http-port"
            }
            #expect(files.count == 5)
            var pages: [String] = []
            for file in files {
                let text = try String(contentsOf: file, encoding: .utf8)
                let port = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
                pages.append(try #require(await LoopbackHTTP.get("/metrics", port: port)).body)
            }
            return pages
        }

        @Test func theSameSeedAndMomentGiveTheSameDay() throws {
            let binary = RunningSuite.binaries.appending(path: "titrate").path
            let (status, output) = try ChildProcess.run(binary, ["sample-day", "--seed", "3"])
            #expect(status == 0)
            #expect(output.split(separator: UInt8(ascii: "\n")).count > 300)
        }
    }
}
