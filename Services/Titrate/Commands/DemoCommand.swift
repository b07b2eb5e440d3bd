import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import ServiceRuntime

/// The whole suite on an invented hospital day, to be watched.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Start everything, publish an invented hospital day and show what happens.")

    @Option(help: "Where the services keep their stores and logs.")
    var data = "data/demo"

    @Option(help: "The gateway's port on 127.0.0.1.")
    var port = 8080

    @Option(help: "The same seed gives the same day.")
    var seed: UInt64 = 1

    @Option(help: "An existing Kafka, HOST:PORT. Without it an embedded broker is started.")
    var bootstrap: String?

    @Flag(name: .customLong("exit"), help: "End after the summary; fails when anything expected is missing.")
    var endsAfterSummary = false

    func run() async throws {
        let screen = Screen()
        var options = Suite.Options(data: URL(filePath: data), bootstrap: bootstrap, gatewayPort: port)
        // Ten minutes of settling are right for a ward and too long for an audience.
        options.extra[.withdrawalMonitor] = ["--settle-window", "3s"]
        options.common = ["--session-timeout", "6s"]
        options.extra[.gateway] = DevelopmentSignIn.flags(data: data)
        screen.heading("Titrate: an invented hospital day")
        screen.line("Starting four services, the gateway\(bootstrap == nil ? " and an embedded broker" : "") …")
        let interruption = Interruption()
        let suite = try Suite(options)
        interruption.last { suite.kill() }
        defer { suite.stop() }
        let missing = try await interruption.racing {
            try await suite.waitUntilReady(within: .seconds(90))
            screen.line("Ready. Kafka at \(suite.bootstrap), pages at http://127.0.0.1:\(port)/")
            screen.line(DevelopmentSignIn.hint(data: data))
            return try await play(on: suite, screen)
        }
        guard let missing else { throw ExitCode(130) }
        guard missing.isEmpty else {
            screen.failure("Missing:")
            for line in missing { screen.failure("  \(line)") }
            if endsAfterSummary { throw ExitCode(1) }
            await interruption.wait()
            return
        }
        screen.success("Everything expected was heard.")
        if !endsAfterSummary {
            screen.line("Pages at http://127.0.0.1:\(port)/  Ctrl-C stops everything.")
            await interruption.wait()
        }
    }

    private func play(on suite: Suite, _ screen: Screen) async throws -> [String] {
        let log = try KafkaEventLog(KafkaConfiguration(bootstrap: suite.bootstrap))
        let day = SampleDay(seed: seed, now: Instant(Date()))
        let audience = DemoAudience()
        let outputs =
            TopicCatalog.alertingServices.map { TopicName.alerts(of: $0) } + [.withdrawalEvents, .prescribingEvents]
            + [.replies(of: .costAssistance), .deadLetters(of: .prescribing)]
        let reader = try await AnnouncementReader(log, topics: outputs, from: .earliest)
        let listening = Task {
            while let records = try await reader.next() {
                for record in records {
                    // What is to be looked after is counted in the summary: a line for each would bury the rest.
                    guard let change = audience.hear(record), change.alert.kind != .monitoring else { continue }
                    screen.show(change)
                }
            }
        }
        screen.heading("Publishing \(day.resourceCount) FHIR resources of \(day.patients) invented patients")
        let producer = try log.makeProducer()
        let began = ContinuousClock.now
        try await PublishCommand.send(day.records.map(PublishCommand.record), through: producer, rate: nil)
        try await producer.append(try day.questions.enumerated().map(question))
        screen.line("Published in \((ContinuousClock.now - began).formatted(.units(allowed: [.milliseconds])))")

        let end = ContinuousClock.now + .seconds(60)
        while !DemoReview(day: day, heard: audience.snapshot).missing.isEmpty, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(100))
        }
        listening.cancel()
        await reader.close()
        await producer.close(within: .seconds(2))
        summarize(day, audience.snapshot, screen)
        return DemoReview(day: day, heard: audience.snapshot).missing
    }

    private func question(_ index: Int, _ request: AssistanceRequest) throws -> OutgoingRecord {
        let id = "demo-question-\(index + 1)"
        let event = CloudEvent(
            id: id, source: "urn:titrate:demo", type: request.type, time: Instant(Date()), correlationID: id,
            data: try request.encode())
        return OutgoingRecord(
            topic: .requests(to: .costAssistance), message: event.message(key: Array(id.utf8)))
    }

    private func summarize(_ day: SampleDay, _ heard: DemoAudience.Heard, _ screen: Screen) {
        let open = heard.alerts.values.filter { $0.status != .resolved }
        screen.heading("Summary")
        screen.line("  patients            \(day.patients), of them fine: \(day.finePatients.count)")
        screen.line("  resources           \(day.resourceCount) in \(day.records.count) records")
        for severity in Severity.allCases {
            let count = open.count { $0.severity == severity }
            let interruptive = open.count { $0.severity == severity && $0.interruptive }
            guard count > 0 else { continue }
            let name = severity.rawValue.padding(toLength: 18, withPad: " ", startingAt: 0)
            screen.line("  \(name)  \(count) open, \(interruptive) interrupting")
        }
        screen.line("  resolved            \(heard.alerts.values.count { $0.status == .resolved })")
        screen.line("  supply projections  \(heard.projections.count) patients")
        screen.line("  assistance answers  \(heard.answers.count)")
        screen.line(
            "  dead letters        \(heard.deadLetters.count) (\(heard.deadLetters.sorted().joined(separator: ", ")))")
        screen.warning("  The knowledge base needs a pharmacist's sign-off before clinical use.")
    }
}
