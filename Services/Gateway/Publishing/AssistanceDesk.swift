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
    func ask(_ request: AssistanceRequest, traceParent: String? = nil) async throws -> (id: String, answer: Answer) {
        let id = UUID().uuidString.lowercased()
        let line = QuestionLine(publisher: publisher, mailbox: mailbox, now: now)
        guard
            let reply = try await line.ask(
                request, of: .costAssistance, within: patience, id: id, traceParent: traceParent),
            let data = reply.data
        else { return (id, .silent) }
        if QuestionRefused.types.contains(reply.type) {
            return (id, .refused(try QuestionRefused.decode(data, type: reply.type)))
        }
        return (id, .determined(try AssistanceDetermination.decode(data, type: reply.type)))
    }
}
