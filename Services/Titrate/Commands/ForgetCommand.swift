import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// Asks the suite to forget one patient.
struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Have every service close what is open about one patient and remove what it keeps.",
        discussion: """
            Stop the hospital's feed of this patient first: what it sends later begins anew. Records on Kafka stay as \
            long as their topics keep them, audit records are kept; Docs/Privacy.md says what is where.
            """)

    @Argument(help: "The patient's id; - reads it from standard input, so that no list of processes shows it.")
    var patient: String

    @OptionGroup var kafka: KafkaOptions

    @Option(help: "Who asks for it; told with it on the topics.")
    var by = "operator"

    func run() async throws {
        let named = patient == "-" ? readLine(strippingNewline: true) ?? "" : patient
        guard !named.isEmpty else { throw ValidationError("a patient's id is needed") }
        let producer = try kafka.log().makeProducer()
        try await producer.append([
            try ForgetCommand.record(of: PatientID(named), by: by, at: Instant(Date()), id: UUID().uuidString)
        ])
        await producer.close(within: .seconds(5))
        print("Asked for and acknowledged. Every service forgets as it reads on.")
    }

    /// Keyed by the patient and put where the judge hears of patients, so that it takes its place among their facts.
    static func record(of patient: PatientID, by: String, at now: Instant, id: String) throws -> OutgoingRecord {
        let forgotten = PatientForgotten(patientId: patient, at: now, by: by)
        let event = CloudEvent(
            id: id.lowercased(), source: "urn:titrate:operator", type: forgotten.type, time: now,
            subject: patient.rawValue, data: try forgotten.encode())
        return OutgoingRecord(
            topic: .prescribingIntake, message: event.message(key: Array(patient.rawValue.utf8)))
    }
}
