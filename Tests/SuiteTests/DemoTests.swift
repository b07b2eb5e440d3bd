import Foundation
import TestSupport
import Testing

extension ProcessTests {
    /// The demonstration, as a person starts it.
    @Suite(.serialized) struct DemoTests {
        @Test(.timeLimit(.minutes(4))) func theDayComesOutAsItMustAndNothingOfItIsInTheLogs() async throws {
            let directory = FileManager.default.temporaryDirectory.appending(
                path: "titrate-demo-\(UUID().uuidString.prefix(8))")
            defer { _ = try? FileManager.default.removeItem(at: directory) }
            let (status, output) = try ChildProcess.run(
                RunningSuite.binaries.appending(path: "titrate").path,
                ["demo", "--exit", "--data", directory.path, "--port", String(try LoopbackHTTP.freePort())])
            let text = String(decoding: output, as: UTF8.self)
            #expect(status == 0, "\(text.suffix(800))")
            #expect(text.contains("Everything expected was heard."))
            #expect(text.contains("pharmacist's sign-off"))

            let logs = directory.appending(path: "logs")
            let files = try FileManager.default.contentsOfDirectory(at: logs, includingPropertiesForKeys: nil)
            #expect(files.count == 6)
            for file in files {
                let log = try String(contentsOf: file, encoding: .utf8)
                for mark in ["demo-0", "bac-demo", "Demoway", "Sampleton", "Testova", "Oxycodone", "Zorbanexil"] {
                    #expect(!log.contains(mark), "\(mark) in \(file.lastPathComponent)")
                }
            }
        }

        @Test func theSameSeedAndMomentGiveTheSameDay() throws {
            let binary = RunningSuite.binaries.appending(path: "titrate").path
            let (status, output) = try ChildProcess.run(binary, ["sample-day", "--seed", "3"])
            #expect(status == 0)
            #expect(output.split(separator: UInt8(ascii: "\n")).count > 300)
        }
    }
}
