import EventContracts
import Foundation
import Testing

/// Passwords on a command line, as the real executables take them: not at all.
@Suite struct SecretFlagTests {
    private let marker = "marker-7f3a"

    /// Everything a program says to these arguments, errors included.
    private func say(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
        let binary = RunningSuite.binaries.appending(path: program).path
        let (status, output) = try ChildProcess.run("sh", ["-c", "exec \"$0\" \"$@\" 2>&1", binary] + arguments)
        return (status, String(decoding: output, as: UTF8.self))
    }

    @Test(arguments: ServiceName.allCases.map(\.rawValue)) func noServiceTakesAPassword(program: String) throws {
        let said = try say(program, ["serve", "--kafka", "sasl.password=\(marker)"])
        #expect(said.status != 0)
        #expect(said.text.contains("TITRATE_KAFKA_SASL_PASSWORD"))
        #expect(!said.text.contains(marker))
        let help = try say(program, ["serve", "--help"]).text.split(whereSeparator: \.isWhitespace)
        #expect(help.joined(separator: " ").contains("passwords by environment or file only"))
    }

    @Test(arguments: [["watch"], ["publish", "/dev/null"], ["topics"], ["forget", "p-1"]])
    func neitherDoesTheSuitesOwnCommand(command: [String]) throws {
        let said = try say(
            "titrate", command + ["--bootstrap", "127.0.0.1:1", "--kafka", "sasl.password=\(marker)"])
        #expect(said.status != 0)
        #expect(said.text.contains("TITRATE_KAFKA_SASL_PASSWORD"))
        #expect(!said.text.contains(marker))
    }
}
