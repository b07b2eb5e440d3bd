import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// `cost-assistance cases …`: what became of the applications for help.
struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "Applications for help: what to send, what is due, what was secured.",
        subcommands: [ListCases.self, ReportCase.self], defaultSubcommand: ListCases.self)
}

/// The log that the running service is on.
struct CaseLogOptions: ParsableArguments {
    @Option(help: "Kafka, HOST:PORT[,HOST:PORT].") var bootstrap: String
    @Option(
        name: .customLong("kafka"),
        help: ArgumentHelp(
            "A librdkafka property, key=value, e.g. security.protocol=SASL_SSL.",
            discussion: "Passwords by environment only, e.g. TITRATE_KAFKA_SASL_PASSWORD."))
    var properties: [String] = []

    func log() throws -> KafkaEventLog {
        do {
            let values = try KafkaFlags.properties(
                flags: properties, environment: ProcessInfo.processInfo.environment)
            return try KafkaEventLog(
                KafkaConfiguration(bootstrap: bootstrap, clientID: "cost-assistance-cases", properties: values))
        } catch {
            // It names keys and never a value.
            throw ValidationError("\(error)")
        }
    }
}

struct ListCases: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All cases as they stand, what is due first.")

    @OptionGroup var kafka: CaseLogOptions
    @Option(help: "Only this patient's.") var patient: String?
    @Flag(help: "Ended ones, too.") var all = false

    func run() async throws {
        let log = try kafka.log()
        let topic = TopicName.alerts(of: .costAssistance)
        let count = try await log.partitionCount(of: topic) ?? 0
        let partitions = (0..<count).map { TopicPartition(topic, Int32($0)) }
        var cases = CaseOverview()
        _ = try await log.readAll(partitions) { cases.take($0.message) }
        print(cases.text(of: patient.map { PatientID($0) }, withEnded: all))
    }
}

struct ReportCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Open a case, or say what was done or decided.",
        discussion: """
            What was done: \(AssistanceCaseStep.Action.allCases.map(\.rawValue).joined(separator: ", ")). The service \
            judges it as it reads on: a step that cannot follow goes to its dead letters, and `cases` shows what stands.
            """)

    @OptionGroup var kafka: CaseLogOptions
    @Argument(
        help: "What was done.",
        transform: { word in
            guard let action = AssistanceCaseStep.Action(rawValue: word) else {
                throw ValidationError("\(word) is none of the steps")
            }
            return action
        })
    var action: AssistanceCaseStep.Action
    @Option(name: .customLong("case"), help: "The case's id, chosen when it is opened.") var caseId: String
    @Option(help: "The patient's id.") var patient: String
    @Option(help: "To open: the programme's id, as `programs` lists them.") var program: String?
    @Option(help: "A document that is there now; may be repeated.") var document: [String] = []
    @Option(help: "To open: the last day to send it, YYYY-MM-DD.") var due: String?
    @Option(help: "The last day an approval holds, YYYY-MM-DD.") var until: String?
    @Option(help: "What the patient saves in a month, dollars.") var monthly: String?
    @Option(help: "A word for why, lower case with dashes, e.g. over-income.") var reason: String?
    @Option(help: "Who says so.") var by = "finance"

    func run() async throws {
        let step = try step(at: Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)))
        let event = CloudEvent(
            id: UUID().uuidString.lowercased(), source: "urn:titrate:finance", type: step.type, time: step.at,
            subject: patient, data: try step.encode())
        let producer = try kafka.log().makeProducer()
        try await producer.append([
            OutgoingRecord(topic: .alertResponses, message: event.message(key: Array(patient.utf8)))
        ])
        await producer.close(within: .seconds(5))
        print("Taken. `cost-assistance cases` shows what stands.")
    }

    func step(at now: Instant) throws -> AssistanceCaseStep {
        guard !patient.isEmpty, !caseId.isEmpty else { throw ValidationError("--case and --patient are needed") }
        if action == .opened, program == nil { throw ValidationError("--program is needed to open a case") }
        func day(_ text: String?, _ name: String) throws -> CalendarDay? {
            guard let text else { return nil }
            guard let day = CalendarDay(text) else { throw ValidationError("\(name) is not a date (YYYY-MM-DD)") }
            return day
        }
        return AssistanceCaseStep(
            caseId: caseId, patientId: PatientID(patient), action: action, programId: program,
            documents: document.isEmpty ? nil : document, dueOn: try day(due, "--due"),
            until: try day(until, "--until"), monthlyAmount: monthly.map { Money(amount: $0) }, reason: reason,
            by: .init(id: PractitionerID(by), role: "finance"), at: now)
    }
}
