import EventContracts
import EventLog
import Foundation
import MedicationDomain

/// Asks a service over the log, and waits a little for its reply.
struct QuestionLine: Sendable {
    /// The services whose replies are read.
    static let answering: [ServiceName] = [.costAssistance, .prescribing, .interactionCheck]

    let publisher: LogPublisher
    let mailbox: ReplyMailbox
    let now: @Sendable () -> Instant

    /// The reply as it came; nil when there was none in time: then nothing is known, which is not a no.
    ///
    /// - Parameter id: the question's, which its reply bears.
    ///
    /// Throws `LogError` when the question could not be asked.
    func ask(
        _ question: some EventPayload, of service: ServiceName, about patient: PatientID? = nil,
        within patience: Duration, id: String = UUID().uuidString.lowercased(), traceParent: String? = nil
    ) async throws -> CloudEvent? {
        let replies = try await mailbox.expect(id)
        do {
            let record = try GatewayRecords.question(
                question, to: service, about: patient, id: id, at: now(), traceParent: traceParent)
            // The wait counts from the question on: a log that does not confirm is no reason to wait longer.
            let reply = try await withLimit(patience) { [publisher] in
                try await publisher.publish([record])
                return await replies.first { _ in true }
            }
            await mailbox.forget(id)
            return reply.flatMap(\.self)
        } catch {
            await mailbox.forget(id)
            throw error
        }
    }
}
