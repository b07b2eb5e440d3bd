import EventContracts
import KnowledgeFiles
import ServiceRuntime

@testable import Prescribing

/// Prescribing's intake: whole records, whatever their headers say they are.
struct IntakeTarget: FuzzTarget {
    static let name = "intake"
    static let shortRound = 4500
    static let share = 150

    private let intake: HospitalIntake

    init() throws { intake = try HospitalIntake(knowledge: try LoadedKnowledge(.embedded(EmbeddedFiles.all))) }

    func makeInput(_ chance: inout Chance) -> Message { HospitalRecords.make(&chance) }

    func read(_ message: Message) throws -> Verdict {
        let result = intake.read(message)
        for payload in result.forwarded { try checkCoding(payload) }
        guard let refusal = result.refusal else { return .accepted }
        // The reason goes into a header of the dead letter, beside the record it may hold anyway.
        guard refusal.message.utf8.count < 16_384 else { throw Complaint("a reason of \(refusal.message.count) signs") }
        return .refused(telling: "\(refusal) \(String(reflecting: refusal))")
    }

    /// What is forwarded must be readable for the stage behind the log.
    private func checkCoding<Payload: PatientPayload>(_ payload: Payload) throws {
        let again: Payload
        do {
            again = try Payload.decode(try payload.encode(), type: payload.type)
        } catch {
            throw Complaint("what the intake forwards cannot be coded: \(error)")
        }
        guard again == payload else { throw Complaint("what the intake forwards is read as something else") }
    }
}
