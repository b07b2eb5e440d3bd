import ArgumentParser
import Foundation
import MedicationDomain
import ServiceRuntime

/// Prints the invented hospital day of the demonstration.
struct SampleDayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample-day", abstract: "Print an invented hospital day as NDJSON, ready for titrate publish.")

    @Option(help: "The same seed gives the same day.")
    var seed: UInt64 = 1

    func run() async throws {
        for record in SampleDay(seed: seed, now: Instant(Date())).records {
            FileHandle.standardOutput.write(Data(record + [UInt8(ascii: "\n")]))
        }
    }
}
