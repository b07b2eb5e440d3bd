import ArgumentParser
import Foundation

/// Speed and latency of the suite beside a bare loop on the same broker.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the services beside what the machine can give and what one would write instead.",
        discussion: """
            Benchmarks by name (--only): loop and floor (in C: copying, and the durable job with nothing on top), client \
            (the suite's Kafka client alone), peer (in Python), path (interaction-check), prescribing, latency \
            (hospital record to alert, beside a ping-pong in C), memory, rebuild (needs path), partitions (two beside one, \
            in memory), growth (cost of an event after --growth-events), patients (path beside floor, and opening, with \
            --many-patients), intake (POST /fhir), worklist (with --open-alerts). Medians of several runs, with their ratios run by run and what these are to reach. make \
            floors peer builds the programs to compare with.

            It publishes records of invented patients to hospital.events.v1 and prescribing.events.v1: use a Kafka made \
            for measuring. It checks that counts in are counts out and that every alert is there, and fails otherwise.
            """,
        subcommands: [BenchLoopCommand.self])

    @Option(help: "A Kafka, HOST:PORT. Without it an embedded broker is started: good for ratios only.")
    var bootstrap: String?

    @Option(help: "Records of one run.")
    var events = BenchSettings().events

    @Option(help: "Invented patients.")
    var patients = BenchSettings().patients

    @Option(help: "Runs of which the median is shown.")
    var runs = BenchSettings().runs

    @Option(help: "Records a second while latency and memory are measured.")
    var rate = BenchSettings().rate

    @Option(help: "Events of growth; 10000000 take about an hour.")
    var growthEvents = BenchSettings().growthEvents

    @Option(help: "Patients of patients; what it is to reach is meant for 1000000.")
    var manyPatients = BenchSettings().manyPatients

    @Option(help: "Alerts that stand open on the worklist.")
    var openAlerts = BenchSettings().openAlerts

    @Option(help: "Only these benchmarks, separated by commas.")
    var only: String?

    @Option(help: "Copies of the bench's own topics on a real Kafka: as many as the suite's topics have.")
    var replication = 1

    @Flag(help: "Publish to topics that hold records already.")
    var allowUsedTopics = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() async throws {
        let bench = Bench(
            settings: try settings, bootstrap: bootstrap, replication: replication, allowUsedTopics: allowUsedTopics,
            tell: { FileHandle.standardError.write(Data("\($0)\n".utf8)) })
        let report = try await withThrowingTaskGroup(of: BenchReport?.self) { group in
            group.addTask { try await bench.run() }
            group.addTask {
                await Interruption.wait()
                return nil
            }
            let first = try await group.next().flatMap { $0 }
            group.cancelAll()
            return first
        }
        guard let report else { throw ExitCode(130) }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            for line in BenchTable(report: report).lines { print(line) }
        }
        guard report.isSound else { throw ExitCode.failure }
    }

    private var settings: BenchSettings {
        get throws {
            let counts = [events, patients, runs, replication, manyPatients, openAlerts]
            guard counts.allSatisfy({ $0 > 0 }), growthEvents > 1, rate > 0 else {
                throw ValidationError("Counts and rates must be more than 0.")
            }
            var settings = BenchSettings(events: events, patients: patients, runs: runs, rate: rate)
            (settings.growthEvents, settings.manyPatients) = (growthEvents, manyPatients)
            settings.openAlerts = openAlerts
            if let only {
                settings.parts = []
                for name in only.split(separator: ",") {
                    guard let part = BenchSettings.Part(rawValue: String(name)) else {
                        let names = BenchSettings.Part.allCases.map(\.rawValue).joined(separator: ", ")
                        throw ValidationError("--only takes \(names), not '\(name)'.")
                    }
                    settings.parts.append(part)
                }
            }
            guard !settings.parts.contains(.rebuild) || settings.parts.contains(.path) else {
                throw ValidationError("rebuild is measured by path: name both.")
            }
            return settings
        }
    }
}
