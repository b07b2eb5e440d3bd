import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct ReplyFollowerTests {
    private func reply(_ service: ServiceName, to id: String) throws -> OutgoingRecord {
        let answer = QuestionRefused(requestId: id, code: "c", message: "m")
        let event = CloudEvent(
            id: "r-\(id)", source: service.source, type: answer.type, correlationID: id, data: try answer.encode())
        return OutgoingRecord(topic: .replies(of: service), message: event.message(key: Array(id.utf8)))
    }

    /// Replies are handed over whoever gives them, and what was said before the gateway came was not said to it.
    @Test func repliesOfEveryServiceReachWhoAsked() async throws {
        let (log, mailbox) = (TopicsInMemory(), ReplyMailbox())
        for service in QuestionLine.answering { try log.add(try reply(service, to: "\(service.rawValue)-1")) }
        let early = try await mailbox.expect("prescribing-1")
        let follower = ReplyFollower(
            log: log, mailbox: mailbox, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let following = Task { await follower.run() }
        defer { following.cancel() }
        for service in QuestionLine.answering {
            let id = "\(service.rawValue)-2"
            let replies = try await mailbox.expect(id)
            // Said again and again until the follower, which begins at the end, has begun.
            let saying = Task {
                while !Task.isCancelled {
                    try log.add(try reply(service, to: id))
                    await Task.yield()
                }
            }
            #expect(await replies.first { _ in true }?.correlationID == id)
            saying.cancel()
        }
        await mailbox.forget("prescribing-1")
        #expect(await early.first { _ in true } == nil)
    }
}
