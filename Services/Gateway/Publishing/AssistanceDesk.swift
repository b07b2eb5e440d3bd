import EventContracts
import Foundation
import MedicationDomain

/// Asks cost-assistance who can help pay, and waits a little for the answer.
struct AssistanceDesk: Sendable {
    enum Answer: Sendable {
        case determined(AssistanceDetermination)
        case refused(QuestionRefused)
        /// The service did not answer in time: nothing is known, which is not a no.
        case silent
    }

    static let patience = Duration.seconds(3)

    let publisher: LogPublisher
    let mailbox: ReplyMailbox
    let now: @Sendable () -> Instant
    var patience = AssistanceDesk.patience

    /// Throws `LogError` when the question could not be asked, `PayloadError` when the answer cannot be read.
    func ask(_ request: AssistanceRequest, traceParent: String? = nil) async throws -> Answer {
        let id = UUID().uuidString.lowercased()
        let replies = try await mailbox.expect(id)
        do {
            try await publisher.publish([
                try GatewayRecords.question(request, id: id, at: now(), traceParent: traceParent)
            ])
            let reply = try await withLimit(patience) { await replies.first { _ in true } }
            await mailbox.forget(id)
            guard let reply = reply.flatMap(\.self), let data = reply.data else { return .silent }
            if QuestionRefused.types.contains(reply.type) {
                return .refused(try QuestionRefused.decode(data, type: reply.type))
            }
            return .determined(try AssistanceDetermination.decode(data, type: reply.type))
        } catch {
            await mailbox.forget(id)
            throw error
        }
    }
}
